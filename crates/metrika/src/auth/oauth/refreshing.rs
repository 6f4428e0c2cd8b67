//! A token that is kept fresh.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex as Cell, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex;
use tracing::Instrument;

use super::{OAuthApp, TokenSet, TokenStore, refusal};
use crate::auth::{Pending, Token, TokenSource};
use crate::error::{Error, ErrorKind, Result};

/// How long an early refresh that failed is let be, while the token is good; and how long a token that is refused is let be, if a
/// refresh has brought it.
const PAUSE: Duration = Duration::from_secs(60);

/// A token that is refreshed in time, and when the service no longer takes it. Clones are one and the same.
///
/// - It is refreshed when [`TokenSet::refresh_at`] has come. If that fails while the token is good, the token is used, a warning
///   is traced, and a minute later it is tried again.
/// - When the service refuses it, it is refreshed once, and the client sends the call once more. A token that came of a refresh
///   less than a minute ago is not refreshed again: whatever the service has against it, another one would hardly help. Then the
///   call fails with what the service said.
/// - However many calls need it at the same time, it is refreshed once; and to the end, even if the call that needed it is given
///   up. While one refreshes a token that is still good, the others use that and do not wait.
/// - With a [store](Self::from_store), what a refresh brings is saved before it is used. If it cannot be saved, calls fail until
///   it can: the old refresh token may be good no longer, and the new one would be lost with the program. Before a refresh the
///   store is looked into for what another program has put there.
///
/// ```
/// # async fn example() -> metrika::Result<()> {
/// use metrika::Client;
/// use metrika::auth::oauth::{OAuthApp, RefreshingToken, TokenFile};
///
/// let app = OAuthApp::builder("5a9d0b0c6f4e4d0f8a1b2c3d4e5f6071").secret("...").build()?;
/// let token = RefreshingToken::from_store(app, TokenFile::new("metrika-token.json")).await?;
/// let client = Client::builder().token_source(token).build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RefreshingToken {
    shared: Arc<Shared>,
}

struct Shared {
    app: OAuthApp,
    store: Option<Box<dyn TokenStore>>,
    /// Held during a refresh: who comes then and cannot go on with the present token waits, and finds it done.
    state: Mutex<State>,
    /// What calls use while it is refreshed early.
    meanwhile: Cell<Option<Token>>,
}

struct State {
    tokens: TokenSet,
    /// Whether the store has them too.
    saved: bool,
    /// When an early refresh may be tried again.
    paused_until: Duration,
    /// Until when the token is too fresh for another refresh.
    fresh_until: Duration,
}

impl RefreshingToken {
    /// Keeps these tokens fresh, in memory only: what a refresh brings is lost with the program.
    pub fn new(app: OAuthApp, tokens: TokenSet) -> Self {
        Self::make(app, tokens, None)
    }

    /// Keeps the tokens of a store fresh, and the store with them. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Token`] if the store is empty or cannot be read.
    pub async fn from_store(app: OAuthApp, store: impl TokenStore) -> Result<Self> {
        let Some(tokens) = store.load().await? else {
            let mut error = Error::new(ErrorKind::Token, format!("no token: nothing is stored yet in {store:?}"));
            error.inner_mut().advice = Some(refusal::NOTHING_STORED);
            return Err(error);
        };
        Ok(Self::make(app, tokens, Some(Box::new(store))))
    }

    fn make(app: OAuthApp, tokens: TokenSet, store: Option<Box<dyn TokenStore>>) -> Self {
        let (paused_until, fresh_until) = (Duration::ZERO, Duration::ZERO);
        let state = Mutex::new(State { tokens, saved: true, paused_until, fresh_until });
        Self { shared: Arc::new(Shared { app, store, state, meanwhile: Cell::default() }) }
    }

    /// The tokens as they are now, such as to see when they expire.
    pub async fn tokens(&self) -> TokenSet {
        self.shared.state.lock().await.tokens.clone()
    }
}

/// Runs to its end even if nobody waits for it any longer: half a refresh would lose the new refresh token.
async fn to_its_end<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    tokio::spawn(work.in_current_span()).await.unwrap_or_else(|error| Err(Error::token(error)))
}

impl TokenSource for RefreshingToken {
    fn token(&self) -> Pending<'_, Token> {
        Box::pin(async move {
            {
                let state = match self.shared.now_or_wait().await {
                    Ok(state) => state,
                    Err(token) => return Ok(token),
                };
                if state.saved && !self.shared.is_due(&state) {
                    return Ok(state.tokens.access_token().clone());
                }
            }
            let shared = Arc::clone(&self.shared);
            to_its_end(async move { shared.token().await }).await
        })
    }

    fn renew<'a>(&'a self, refused: &'a Token) -> Pending<'a, bool> {
        let (shared, refused) = (Arc::clone(&self.shared), refused.clone());
        Box::pin(to_its_end(async move { shared.renew(&refused).await }))
    }
}

impl Shared {
    /// The state; or the token to use instead, while another call refreshes that early.
    async fn now_or_wait(&self) -> Result<tokio::sync::MutexGuard<'_, State>, Token> {
        if let Ok(state) = self.state.try_lock() {
            return Ok(state);
        }
        let token = self.meanwhile().clone();
        match token.filter(|token| token.expires_at().is_none_or(|at| at > self.app.clock().now())) {
            Some(token) => Err(token),
            None => Ok(self.state.lock().await),
        }
    }

    fn meanwhile(&self) -> MutexGuard<'_, Option<Token>> {
        self.meanwhile.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn token(&self) -> Result<Token> {
        let state = &mut *match self.now_or_wait().await {
            Ok(state) => state,
            Err(token) => return Ok(token),
        };
        let is_early = state.saved && self.is_due(state) && !self.has_expired(state);
        let _meanwhile = is_early.then(|| Meanwhile::begin(self, state.tokens.access_token()));
        if self.is_due(state)
            && let Err(error) = self.refresh(state, |state| self.is_due(state)).await
        {
            if self.has_expired(state) {
                return Err(error);
            }
            tracing::warn!(kind = ?error.kind(), code = error.code(), "the token could not be refreshed, but is still good");
            state.paused_until = self.app.clock().elapsed().saturating_add(PAUSE);
        }
        self.save(state).await?;
        Ok(state.tokens.access_token().clone())
    }

    /// Whether there is another token than the refused one.
    async fn renew(&self, refused: &Token) -> Result<bool> {
        let state = &mut *self.state.lock().await;
        let is_refused = |state: &State| state.tokens.access_token() == refused;
        if is_refused(state) && self.is_fresh(state) {
            // Another program may know better.
            self.adopt(state).await?;
        } else if is_refused(state) {
            match self.refresh(state, is_refused).await {
                Ok(()) => {}
                // What the service said about the token says more than that nothing can be done.
                Err(_) if state.tokens.refresh_token().is_none() => return Ok(false),
                Err(error) => return Err(error.because("the service refused the token")),
            }
        }
        self.save(state).await?;
        Ok(!is_refused(state))
    }

    /// Whether a refresh has brought the token a moment ago.
    fn is_fresh(&self, state: &State) -> bool {
        self.app.clock().elapsed() < state.fresh_until
    }

    /// Brings new tokens, from the store if another program has put them there. They are still to be saved.
    async fn refresh(&self, state: &mut State, needed: impl Fn(&State) -> bool) -> Result<()> {
        self.adopt(state).await?;
        if !needed(state) {
            return Ok(());
        }
        match self.app.refresh(&state.tokens).await {
            Ok(tokens) => {
                tracing::debug!(expires_at = ?tokens.expires_at(), "the token was refreshed");
                state.tokens = tokens;
                state.fresh_until = self.app.clock().elapsed().saturating_add(PAUSE);
                state.saved = self.store.is_none();
                Ok(())
            }
            Err(error) => {
                // Another program may have used the same refresh token a moment before.
                self.adopt(state).await?;
                if needed(state) { Err(error) } else { Ok(()) }
            }
        }
    }

    /// Takes what the store has, if another program has put it there. What was loaded or saved last is held: so anything else is
    /// from elsewhere. Dates do not count, as each program has them by its own clock.
    async fn adopt(&self, state: &mut State) -> Result<()> {
        let Some(store) = self.store.as_ref().filter(|_| state.saved) else { return Ok(()) };
        if let Some(stored) = store.load().await?
            && !stored.has_same_secrets(&state.tokens)
        {
            tracing::debug!("another program has refreshed the token");
            state.tokens = stored;
            state.fresh_until = Duration::ZERO;
        }
        Ok(())
    }

    async fn save(&self, state: &mut State) -> Result<()> {
        if let Some(store) = self.store.as_ref().filter(|_| !state.saved) {
            let failed = |error: Error| error.because("the token was refreshed, but could not be saved");
            store.save(&state.tokens).await.map_err(failed)?;
            state.saved = true;
        }
        Ok(())
    }

    /// Whether it is time for a refresh. Without a refresh token it never is: then the service says when the end has come.
    fn is_due(&self, state: &State) -> bool {
        let clock = self.app.clock();
        let old = state.tokens.refresh_at().is_some_and(|at| at <= clock.now());
        let paused = clock.elapsed() < state.paused_until && !self.has_expired(state);
        old && !paused && state.tokens.refresh_token().is_some()
    }

    fn has_expired(&self, state: &State) -> bool {
        state.tokens.expires_at().is_some_and(|at| at <= self.app.clock().now())
    }
}

/// Lets calls use the token until it is dropped.
struct Meanwhile<'a>(&'a Shared);

impl<'a> Meanwhile<'a> {
    fn begin(shared: &'a Shared, token: &Token) -> Self {
        *shared.meanwhile() = Some(token.clone());
        Self(shared)
    }
}

impl Drop for Meanwhile<'_> {
    fn drop(&mut self) {
        *self.0.meanwhile() = None;
    }
}

impl fmt::Debug for RefreshingToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshingToken")
            .field("app", &self.shared.app)
            .field("store", &self.shared.store)
            .finish_non_exhaustive()
    }
}
