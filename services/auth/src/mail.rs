//! Mail: links that confirm an address or set another password.
//!
//! What is to be sent waits in a bounded queue and is done by one task, so that nobody waits for a
//! mail server and no answer tells whether somebody has an address. Without a mail server the link
//! goes to the log, where the operator finds it. A link carries its token in the fragment, which
//! browsers send to nobody: it reaches no log of a server and no referrer.

use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use matinee_database::Store;
use matinee_proto::Refusal;
use parking_lot::Mutex;
use secrecy::ExposeSecret;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::config::MailSettings;
use crate::email::Email;
use crate::error::{Error, OpenError};
use crate::mail_tokens::{self, Purpose};
use crate::secret::Secret;
use crate::{accounts, now};

/// Mails that may wait.
const QUEUE: usize = 256;
/// Times a mail is tried, and the pause before the second; each one after is twice as long.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_secs(2);
/// How long the mail server may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a mail is to be made for.
#[derive(Clone, Debug)]
pub(crate) enum Errand {
    /// To confirm the address of a user.
    Confirm {
        user: String,
        to: Email,
        /// `https://host` of the link; empty if that is not certain.
        base: String,
    },
    /// To set another password of whoever has the address, if anybody.
    Reset { to: Email, base: String },
}

/// Takes errands.
pub(crate) struct Mail {
    server: Option<Server>,
    queue: mpsc::Sender<Errand>,
    waiting: Mutex<Option<mpsc::Receiver<Errand>>>,
}

#[derive(Clone)]
struct Server {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mail {
    pub(crate) fn new(settings: Option<MailSettings>) -> Result<Self, OpenError> {
        let server = settings.map(|MailSettings { url, from }| {
            let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret());
            let builder = builder.map_err(|_| OpenError::Mail("not an address of a mail server".to_owned()))?;
            Ok::<_, OpenError>(Server { transport: builder.timeout(Some(PATIENCE)).build(), from })
        });
        let (queue, waiting) = mpsc::channel(QUEUE);
        Ok(Self { server: server.transpose()?, queue, waiting: Mutex::new(Some(waiting)) })
    }

    /// Whether mail is sent.
    pub(crate) fn is_sent(&self) -> bool {
        self.server.is_some()
    }

    /// Takes an errand; how it goes.
    pub(crate) fn deliver(&self, errand: Errand) -> Result<&'static str, Error> {
        let base = match &errand {
            Errand::Confirm { base, .. } | Errand::Reset { base, .. } => base,
        };
        let delivery = if self.is_sent() && !base.is_empty() { "mail" } else { "log" };
        self.queue.try_send(errand).map_err(|_| {
            tracing::error!("too many mails wait to be sent");
            Refusal::new("unavailable", "too many mails wait to be sent; try again").retry_after(PAUSE)
        })?;
        Ok(delivery)
    }

    /// Does errands until `shutdown`.
    pub(crate) async fn run(&self, store: &Store, shutdown: &CancellationToken) {
        let Some(mut waiting) = self.waiting.lock().take() else { return };
        while let Some(Some(errand)) = shutdown.run_until_cancelled(waiting.recv()).await {
            if let Err(error) = self.run_errand(store, errand, shutdown).await {
                tracing::error!(%error, "a mail was not made");
            }
        }
    }

    async fn run_errand(
        &self,
        store: &Store,
        errand: Errand,
        shutdown: &CancellationToken,
    ) -> matinee_database::Result<()> {
        let (user, to, base, purpose) = match errand {
            Errand::Confirm { user, to, base } => (user, to, base, Purpose::Confirm),
            Errand::Reset { to, base } => {
                let Some(account) = accounts::by_email(store.pool(), &to.folded).await? else { return Ok(()) };
                // To the address as its owner wrote it, not as somebody asked for it.
                let to = Email { shown: account.user.email, ..to };
                (account.user.id, to, base, Purpose::Reset)
            }
        };
        let secret = mail_tokens::make(store, &user, purpose, &to.folded, now()).await?;
        let link = link(&base, purpose, &secret);
        let Some(server) = self.server.as_ref().filter(|_| !base.is_empty()) else {
            if self.is_sent() {
                tracing::error!("public_url must be set for mail: links lead nowhere without it");
            }
            tracing::warn!(auth.user = user, mail.link = link, "no mail is sent: pass this link on");
            return Ok(());
        };
        let Some(message) = letter(&server.from, &to, purpose, &link) else {
            tracing::error!(auth.user = user, "an address makes no mail");
            return Ok(());
        };
        server.send(message, shutdown).await;
        Ok(())
    }
}

impl Server {
    async fn send(&self, message: Message, shutdown: &CancellationToken) {
        let mut pause = PAUSE;
        for attempt in 1..=TRIES {
            match self.transport.send(message.clone()).await {
                Ok(_) => return metrics::counter!("matinee_auth_mails_total", "outcome" => "sent").increment(1),
                Err(error) if attempt < TRIES && !error.is_permanent() => {
                    tracing::warn!(%error, attempt, "mail was not taken; another try");
                }
                Err(error) => {
                    metrics::counter!("matinee_auth_mails_total", "outcome" => "failed").increment(1);
                    return tracing::error!(%error, "mail was not taken");
                }
            }
            if shutdown.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
                return;
            }
            pause *= 2;
        }
    }
}

fn link(base: &str, purpose: Purpose, secret: &Secret) -> String {
    let page = match purpose {
        Purpose::Confirm => "confirm-email",
        Purpose::Reset => "reset-password",
    };
    format!("{base}/{page}#token={}", secret.encode())
}

fn letter(from: &Mailbox, to: &Email, purpose: Purpose, link: &str) -> Option<Message> {
    let (subject, text) = match purpose {
        Purpose::Confirm => (
            "Confirm your address",
            format!(
                "Hello,\n\nsomebody, hopefully you, uses this address on Matinee. This link confirms that it is \
                 yours. It is good for a day:\n\n{link}\n\nIf it was not you, do nothing.\n"
            ),
        ),
        Purpose::Reset => (
            "Set another password",
            format!(
                "Hello,\n\nthis link sets another password for your Matinee account. It is good for an hour, \
                 once:\n\n{link}\n\nIf you did not ask for it, do nothing: your password stays as it is.\n"
            ),
        ),
    };
    let to = Mailbox::new(None, to.shown.parse().ok()?);
    let message = Message::builder().from(from.clone()).to(to).subject(subject).header(ContentType::TEXT_PLAIN);
    message.body(text).ok()
}
