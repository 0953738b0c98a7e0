//! A tiny Billing service that says which server answered, and a real server around it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use matinee_proto::Refusal;
use matinee_proto::billing::v1;
use matinee_proto::billing::v1::billing_server::{Billing, BillingServer};
use matinee_proto::billing::v1::{
    Entitlements, GetEntitlementsRequest, GetEntitlementsResponse, ListPlansRequest, ListPlansResponse,
};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::{Request, Response, Status};

/// The token that [`Guard`] lets through.
pub const TOKEN: &str = "Bearer let-me-in";

/// Answers with its name as the plan and counts its calls.
#[derive(Clone)]
pub struct Named {
    pub name: &'static str,
    pub calls: Arc<AtomicUsize>,
}

impl Named {
    pub fn new(name: &'static str) -> Self {
        Self { name, calls: Arc::default() }
    }

    /// What a service hands to `local` and to a server: itself behind its guard.
    pub fn server(&self) -> InterceptedService<BillingServer<Named>, Guard> {
        BillingServer::with_interceptor(self.clone(), Guard)
    }

    pub fn count(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

/// Who called, as left in the extensions by [`Guard`].
#[derive(Clone)]
struct Caller(String);

/// An interceptor shaped like that of the services: refuses, or leaves the caller's identity.
#[derive(Clone)]
pub struct Guard;

impl Interceptor for Guard {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        match request.metadata().get("authorization").and_then(|value| value.to_str().ok()) {
            Some(TOKEN) => {
                request.extensions_mut().insert(Caller("gateway".to_owned()));
                Ok(request)
            }
            _ => Err(Status::unauthenticated("no token")),
        }
    }
}

#[tonic::async_trait]
impl Billing for Named {
    async fn get_entitlements(
        &self,
        request: Request<GetEntitlementsRequest>,
    ) -> Result<Response<GetEntitlementsResponse>, Status> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let caller = request.extensions().get::<Caller>().expect("the guard ran").0.clone();
        if request.get_ref().user_id.is_empty() {
            let after = std::time::Duration::from_millis(1500);
            return Err(Refusal::new("user_not_found", "nobody was named").retry_after(after).into());
        }
        let entitlements = Entitlements { plan: self.name.to_owned(), features: vec![caller], ..Default::default() };
        Ok(Response::new(GetEntitlementsResponse { entitlements: Some(entitlements) }))
    }

    async fn list_plans(&self, _: Request<ListPlansRequest>) -> Result<Response<ListPlansResponse>, Status> {
        Err(Status::internal("the text of a failure"))
    }

    async fn start_checkout(
        &self,
        _: Request<v1::StartCheckoutRequest>,
    ) -> Result<Response<v1::StartCheckoutResponse>, Status> {
        Err(Status::unimplemented("nobody asks this here"))
    }

    async fn open_portal(&self, _: Request<v1::OpenPortalRequest>) -> Result<Response<v1::OpenPortalResponse>, Status> {
        Err(Status::unimplemented("nobody asks this here"))
    }

    async fn get_subscription(
        &self,
        _: Request<v1::GetSubscriptionRequest>,
    ) -> Result<Response<v1::GetSubscriptionResponse>, Status> {
        Err(Status::unimplemented("nobody asks this here"))
    }

    async fn accept_webhook(
        &self,
        _: Request<v1::AcceptWebhookRequest>,
    ) -> Result<Response<v1::AcceptWebhookResponse>, Status> {
        Err(Status::unimplemented("nobody asks this here"))
    }

    async fn forget_user(&self, _: Request<v1::ForgetUserRequest>) -> Result<Response<v1::ForgetUserResponse>, Status> {
        Err(Status::unimplemented("nobody asks this here"))
    }
}

/// A call with the token that the guard wants.
pub fn authorized<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("authorization", TOKEN.parse().expect("ASCII"));
    request
}

/// The question whose answer names the server.
pub fn who() -> Request<GetEntitlementsRequest> {
    authorized(GetEntitlementsRequest { user_id: "u1".to_owned() })
}

/// A free loopback port.
pub fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// A real server on a loopback port.
pub struct Running {
    pub address: SocketAddr,
    /// Through which a test says that the server does not serve.
    pub health: tonic_health::server::HealthReporter,
    stop: tokio::sync::oneshot::Sender<()>,
    task: tokio::task::JoinHandle<()>,
}

impl Running {
    /// Listens on `address` (port 0 = a free one).
    pub async fn start(named: &Named, address: SocketAddr) -> Self {
        let listener = tokio::net::TcpListener::bind(address).await.expect("the port is free");
        let address = listener.local_addr().expect("it is bound");
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let (health, health_server) = tonic_health::server::health_reporter();
        let incoming = tonic::transport::server::TcpIncoming::from(listener);
        let router = tonic::transport::Server::builder().add_service(health_server).add_service(named.server());
        let task = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            router.serve_with_incoming_shutdown(incoming, stopped).await.expect("the server runs");
        });
        Self { address, health, stop, task }
    }

    /// Stops and gives the port free.
    pub async fn stop(self) {
        drop(self.stop);
        self.task.await.expect("the server does not panic");
    }
}
