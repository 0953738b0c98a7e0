//! gRPC calls: a span and a duration at both ends, the context and the request's id in between.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use http::{HeaderMap, HeaderValue, Request, Response};
use opentelemetry::KeyValue;
use opentelemetry::trace::SpanKind;
use tonic::Code;
use tonic::server::NamedService;
use tower::Service;

use crate::span::{Parent, Span, request_id};

/// Metadata with the id of the HTTP request on whose behalf a call is made.
const REQUEST_ID: &str = "x-request-id";
/// Characters of a request's id.
const REQUEST_ID_MAX: usize = 64;

type Boxed<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

/// Around a transport: calls go out with the current context.
#[derive(Clone, Debug)]
pub struct Calling<S>(pub S);

/// Around a server: calls come in with their caller's context.
#[derive(Clone, Debug)]
pub struct Answering<S>(pub S);

impl<S: NamedService> NamedService for Answering<S> {
    const NAME: &'static str = S::NAME;
}

impl<S, A, B> Service<Request<A>> for Calling<S>
where
    S: Service<Request<A>, Response = Response<B>>,
    S::Future: Send + 'static,
{
    type Response = Response<B>;
    type Error = S::Error;
    type Future = Boxed<Response<B>, S::Error>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<A>) -> Self::Future {
        let (begun, method) = (Instant::now(), method(&request));
        let span = Span::part(SpanKind::Client, || method.clone(), || attributes(&method));
        span.inject(request.headers_mut());
        if let Some(id) = request_id().and_then(|id| HeaderValue::from_str(&id).ok()) {
            request.headers_mut().insert(REQUEST_ID, id);
        }
        let answer = self.0.call(request);
        Box::pin(async move {
            let answer = span.run(answer).await;
            let code = answer.as_ref().map_or(Code::Unavailable, |answer| code(answer.headers()));
            finish(&span, "rpc_client_call_duration_seconds", method, code, begun);
            answer
        })
    }
}

impl<S, A, B> Service<Request<A>> for Answering<S>
where
    S: Service<Request<A>, Response = Response<B>>,
    S::Future: Send + 'static,
{
    type Response = Response<B>;
    type Error = S::Error;
    type Future = Boxed<Response<B>, S::Error>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        let (begun, method) = (Instant::now(), method(&request));
        let parent = Parent::of(request.headers());
        let span = Span::after(parent.as_ref(), SpanKind::Server, method.as_str(), || attributes(&method));
        let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok());
        let id: Option<Arc<str>> = id.filter(|id| id.len() <= REQUEST_ID_MAX).map(Arc::from);
        let answer = self.0.call(request);
        Box::pin(async move {
            let answer = match id {
                Some(id) => span.run_request(id, answer).await,
                None => span.run(answer).await,
            };
            let code = answer.as_ref().map_or(Code::Internal, |answer| code(answer.headers()));
            // What callers make up is no label.
            let method = if code == Code::Unimplemented { "_OTHER".to_owned() } else { method };
            finish(&span, "rpc_server_call_duration_seconds", method, code, begun);
            answer
        })
    }
}

/// `package.Service/Method`.
fn method<A>(request: &Request<A>) -> String {
    request.uri().path().trim_start_matches('/').to_owned()
}

fn attributes(method: &str) -> Vec<KeyValue> {
    vec![KeyValue::new("rpc.system.name", "grpc"), KeyValue::new("rpc.method", method.to_owned())]
}

/// What an answer says before its body: an error, or that it begins.
fn code(headers: &HeaderMap) -> Code {
    headers.get("grpc-status").map_or(Code::Ok, |status| Code::from_bytes(status.as_bytes()))
}

fn finish(span: &Span, metric: &'static str, method: String, code: Code, begun: Instant) {
    let name = name(code);
    span.set(|| vec![KeyValue::new("rpc.response.status_code", name)]);
    if matches!(code, Code::Unknown | Code::DeadlineExceeded | Code::Internal | Code::Unavailable | Code::DataLoss) {
        span.fail(name);
    }
    let labels =
        [("rpc_system_name", "grpc".to_owned()), ("rpc_method", method), ("rpc_response_status_code", name.to_owned())];
    metrics::histogram!(metric, &labels).record(begun.elapsed());
}

/// As gRPC and the semantic conventions write it.
fn name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
