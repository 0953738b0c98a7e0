//! A span that may be none.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use futures::future::Either;
use opentelemetry::context::FutureExt;
use opentelemetry::global;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::{Link, SpanContext, SpanKind, Status, TraceContextExt, Tracer};
use opentelemetry::{Context, ContextGuard, KeyValue};
use opentelemetry_sdk::propagation::TraceContextPropagator;

/// Whether anything is traced at all.
static ENABLED: AtomicBool = AtomicBool::new(false);
/// Of 2³² things that come in, so many are traced.
static SHARE: AtomicU64 = AtomicU64::new(0);
/// Whether what a request says of its own sampling holds.
static TRUSTING: AtomicBool = AtomicBool::new(false);
/// The instrumentation scope of all spans.
const SCOPE: &str = "matinee";
/// The header, also where the context travels elsewhere.
const TRACEPARENT: &str = "traceparent";
/// Bytes of a `traceparent` of version 0.
pub(crate) const TRACEPARENT_LENGTH: usize = 55;

/// Begins to trace this share, 0 to 1, of what comes in, and, with `trusting`, whatever says that it is
/// traced already. The provider of spans is to be installed before.
pub fn enable(share: f64, trusting: bool) {
    TRUSTING.store(trusting, Ordering::Relaxed);
    SHARE.store((share.clamp(0.0, 1.0) * 2f64.powi(32)).round() as u64, Ordering::Relaxed);
    ENABLED.store(true, Ordering::Relaxed);
}

/// Id of the HTTP request on whose behalf something is done, in this process or the one that called.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) Arc<str>);

/// The current one.
#[must_use]
pub fn request_id() -> Option<Arc<str>> {
    Context::map_current(|context| context.get::<RequestId>().map(|id| id.0.clone()))
}

/// `work` for another task, still as a part of what is being done here.
pub fn carry<F: Future>(work: F) -> impl Future<Output = F::Output> {
    work.with_current_context()
}

/// Something sampled elsewhere that a span here goes on from.
#[derive(Clone, Debug)]
pub struct Parent(SpanContext);

impl Parent {
    /// Reads a `traceparent`; `None` if it is none.
    #[must_use]
    pub fn read(traceparent: &str) -> Option<Self> {
        struct One<'a>(&'a str);
        impl Extractor for One<'_> {
            fn get(&self, key: &str) -> Option<&str> {
                (key == TRACEPARENT).then_some(self.0)
            }
            fn keys(&self) -> Vec<&str> {
                vec![TRACEPARENT]
            }
        }
        if traceparent.len() < TRACEPARENT_LENGTH {
            return None;
        }
        let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &One(traceparent));
        let context = context.span().span_context().clone();
        context.is_valid().then_some(Self(context))
    }

    /// Reads the header of a request.
    #[must_use]
    pub fn of(headers: &http::HeaderMap) -> Option<Self> {
        Self::read(headers.get(TRACEPARENT)?.to_str().ok()?)
    }

    /// Whether it is traced there.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        self.0.is_sampled()
    }

    fn context(&self) -> Context {
        Context::current().with_remote_span_context(self.0.clone())
    }
}

/// A piece of work that is traced, or nothing. It ends when the last clone of it is dropped.
#[derive(Clone, Debug, Default)]
pub struct Span(Option<Arc<Context>>);

impl Span {
    /// Nothing.
    pub const NONE: Self = Self(None);

    /// Something that comes in from outside, if chance takes it. `parent` is where its trace began; that
    /// it is traced there counts only if who sends such things is trusted.
    #[must_use]
    pub fn root(
        parent: Option<Parent>,
        kind: SpanKind,
        name: impl FnOnce() -> String,
        attributes: impl FnOnce() -> Vec<KeyValue>,
    ) -> Self {
        if !ENABLED.load(Ordering::Relaxed) {
            return Self::NONE;
        }
        let share = SHARE.load(Ordering::Relaxed);
        let wanted = TRUSTING.load(Ordering::Relaxed) && parent.as_ref().is_some_and(Parent::is_sampled);
        if !wanted && u64::from(rand::random::<u32>()) >= share {
            return Self::NONE;
        }
        let parent = parent.map(|Parent(context)| {
            let flags = context.trace_flags().with_sampled(true);
            let state = context.trace_state().clone();
            Parent(SpanContext::new(context.trace_id(), context.span_id(), flags, true, state))
        });
        let context = parent.map_or_else(Context::new, |parent| parent.context());
        Self::make(&context, kind, name(), attributes(), Vec::new())
    }

    /// What goes on here from something elsewhere, if that is traced.
    #[must_use]
    pub fn after(
        parent: Option<&Parent>,
        kind: SpanKind,
        name: impl Into<String>,
        attributes: impl FnOnce() -> Vec<KeyValue>,
    ) -> Self {
        match parent.filter(|parent| parent.is_sampled() && ENABLED.load(Ordering::Relaxed)) {
            Some(parent) => Self::make(&parent.context(), kind, name.into(), attributes(), Vec::new()),
            None => Self::NONE,
        }
    }

    /// A part of what is being done now, if that is traced.
    #[must_use]
    pub fn part(kind: SpanKind, name: impl FnOnce() -> String, attributes: impl FnOnce() -> Vec<KeyValue>) -> Self {
        if !ENABLED.load(Ordering::Relaxed) {
            return Self::NONE;
        }
        Context::map_current(|context| {
            if context.span().span_context().is_sampled() {
                Self::make(context, kind, name(), attributes(), Vec::new())
            } else {
                Self::NONE
            }
        })
    }

    /// What is being done now, if that is traced, for work that waits in a queue for another task. It
    /// does not end before this is dropped.
    #[must_use]
    pub fn current() -> Self {
        if !ENABLED.load(Ordering::Relaxed) {
            return Self::NONE;
        }
        Context::map_current(|context| {
            Self(context.span().span_context().is_sampled().then(|| Arc::new(context.clone())))
        })
    }

    /// What is done once for several at the same time: a part of the first that is traced, with
    /// links to the others.
    #[must_use]
    pub fn shared<'a>(
        mut spans: impl Iterator<Item = &'a Span>,
        kind: SpanKind,
        name: &str,
        attributes: impl FnOnce() -> Vec<KeyValue>,
    ) -> Self {
        let Some(first) = spans.by_ref().find_map(|span| span.0.as_deref()) else { return Self::NONE };
        let links = spans.filter_map(|span| span.0.as_deref());
        let links = links.map(|context| Link::with_context(context.span().span_context().clone())).collect();
        Self::make(first, kind, name.to_owned(), attributes(), links)
    }

    fn make(parent: &Context, kind: SpanKind, name: String, attributes: Vec<KeyValue>, links: Vec<Link>) -> Self {
        let tracer = global::tracer(SCOPE);
        let builder = tracer.span_builder(name).with_kind(kind).with_attributes(attributes).with_links(links);
        let span = builder.start_with_context(&tracer, parent);
        Self(Some(Arc::new(parent.with_span(span))))
    }

    /// Whether it is nothing.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// Says something of it.
    pub fn set(&self, attributes: impl FnOnce() -> Vec<KeyValue>) {
        if let Some(context) = &self.0 {
            context.span().set_attributes(attributes());
        }
    }

    /// It went wrong: `error.type`, a short word.
    pub fn fail(&self, kind: &str) {
        if let Some(context) = &self.0 {
            context.span().set_attribute(KeyValue::new("error.type", kind.to_owned()));
            context.span().set_status(Status::error(kind.to_owned()));
        }
    }

    /// Its `traceparent`; empty for none.
    #[must_use]
    pub fn traceparent(&self) -> String {
        struct One(String);
        impl Injector for One {
            fn set(&mut self, key: &str, value: String) {
                if key == TRACEPARENT {
                    self.0 = value;
                }
            }
        }
        let mut one = One(String::new());
        if let Some(context) = &self.0 {
            TraceContextPropagator::new().inject_context(context, &mut one);
        }
        one.0
    }

    /// Puts its `traceparent` into headers.
    pub fn inject(&self, headers: &mut http::HeaderMap) {
        if !self.is_none()
            && let Ok(value) = self.traceparent().parse()
        {
            headers.insert(TRACEPARENT, value);
        }
    }

    /// Does `work` as what this span is about: its parts are parts of this.
    pub fn run<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        match self.0.as_deref() {
            Some(context) => Either::Left(work.with_context(context.clone())),
            None => Either::Right(work),
        }
    }

    /// The same on behalf of a request from outside, whose id goes along wherever calls go.
    pub fn run_request<F: Future>(&self, id: Arc<str>, work: F) -> impl Future<Output = F::Output> + use<F> {
        let context = self.0.as_deref().cloned().unwrap_or_default();
        work.with_context(context.with_value(RequestId(id)))
    }

    /// Makes it and the request the current ones until the guard is dropped, in this thread.
    #[must_use]
    pub fn enter_request(&self, id: Arc<str>) -> Entered {
        let context = self.0.as_deref().cloned().unwrap_or_default();
        Entered { _guard: context.with_value(RequestId(id)).attach() }
    }
}

/// A span that is the current one.
pub struct Entered {
    _guard: ContextGuard,
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_traceparent_is_read_or_refused() {
        assert!(Parent::read(TRACEPARENT).unwrap().is_sampled());
        assert!(!Parent::read(&TRACEPARENT.replace("-01", "-00")).unwrap().is_sampled());
        for nonsense in
            ["", "00", &TRACEPARENT.replace("00-4", "ff-4"), &"0".repeat(55), &TRACEPARENT.replace('4', "x")]
        {
            assert!(Parent::read(nonsense).is_none(), "{nonsense}");
        }
    }

    #[test]
    fn nothing_is_made_while_tracing_is_off() {
        let parent = Parent::read(TRACEPARENT);
        let never = || -> Vec<KeyValue> { panic!("attributes are asked for only if there is a span") };
        let span = Span::root(parent.clone(), SpanKind::Server, || panic!("a name, too"), never);
        assert!(span.is_none() && span.traceparent().is_empty());
        assert!(Span::after(parent.as_ref(), SpanKind::Server, "", never).is_none());
        assert!(Span::part(SpanKind::Client, || panic!("a name, too"), never).is_none());
        assert!(Span::current().is_none());
        assert!(Span::shared([&span, &span].into_iter(), SpanKind::Internal, "", never).is_none());
    }
}
