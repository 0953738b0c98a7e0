//! Which roles this process runs, and where the others are. Nothing but what is set decides:
//!
//! * A peer whose `url` is set is called there; one without is in this process, and runs here
//!   even if only another role's need brought it in.
//! * A role's gRPC listener is open when it runs without the gateway, when its `listen` was set,
//!   or when its own `url` is set too, for then the callers come from outside.
//! * As soon as processes talk to each other they must share the secret `internal.key`, and where
//!   they share rooms or sessions, the broker.

use std::fmt;

use crate::cli::Choice;

/// What the plan needs to know of one service's section.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Section {
    /// `url`, where the role is.
    pub(crate) url: Option<String>,
    /// Whether `listen` was set by a file or the environment.
    pub(crate) listen_set: bool,
}

/// One of something for each service.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Each<T> {
    pub(crate) auth: T,
    pub(crate) rooms: T,
    pub(crate) search: T,
    pub(crate) billing: T,
}

/// Where a service is, seen from this process.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    /// It runs in this process.
    pub(crate) here: bool,
    /// Its gRPC listener is open.
    pub(crate) listens: bool,
    /// Calls go to this address instead of to the one in this process.
    pub(crate) url: Option<String>,
    /// Something in this process calls it.
    pub(crate) called: bool,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.url, self.here, self.listens) {
            (Some(url), true, _) => write!(f, "here for others, called at {url}"),
            (Some(url), false, _) if self.called => write!(f, "at {url}"),
            (None, true, true) => f.write_str("here, listening"),
            (None, true, false) => f.write_str("here"),
            (_, false, _) => f.write_str("not needed"),
        }
    }
}

/// What runs where.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    pub(crate) gateway: bool,
    pub(crate) services: Each<Place>,
}

impl Plan {
    /// Decides. No choice is [`Choice::All`].
    pub(crate) fn new(choices: &[Choice], sections: Each<Section>) -> Self {
        let all = choices.is_empty() || choices.contains(&Choice::All);
        let gateway = all || choices.contains(&Choice::Gateway);
        let place = |choice, section: Section, called: bool| {
            let Section { url, listen_set } = section;
            let named = choices.contains(&choice);
            let here = named || ((all || called) && url.is_none());
            let listens = here && (named || all) && (!gateway || listen_set || url.is_some());
            Place { here, listens, url, called }
        };
        let rooms = place(Choice::Rooms, sections.rooms, gateway);
        let services = Each {
            auth: place(Choice::Auth, sections.auth, gateway),
            search: place(Choice::Search, sections.search, gateway || rooms.here),
            billing: place(Choice::Billing, sections.billing, gateway || rooms.here),
            rooms,
        };
        Self { gateway, services }
    }

    /// Whether calls of any kind cross processes.
    pub(crate) fn spans_processes(&self) -> bool {
        let Each { auth, rooms, search, billing } = &self.services;
        [auth, rooms, search, billing].iter().any(|place| place.listens || (place.called && place.url.is_some()))
    }

    /// Whether rooms or sessions are shared with other processes.
    pub(crate) fn shares_state(&self) -> bool {
        let Each { auth, rooms, .. } = &self.services;
        [auth, rooms].iter().any(|place| place.listens || (place.called && place.url.is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Section {
        Section { url: Some(url.to_owned()), listen_set: false }
    }

    fn everywhere(section: &Section) -> Each<Section> {
        let one = || section.clone();
        Each { auth: one(), rooms: one(), search: one(), billing: one() }
    }

    fn runs(plan: &Plan) -> Each<bool> {
        let Each { auth, rooms, search, billing } = &plan.services;
        Each { auth: auth.here, rooms: rooms.here, search: search.here, billing: billing.here }
    }

    fn listens(plan: &Plan) -> Each<bool> {
        let Each { auth, rooms, search, billing } = &plan.services;
        Each { auth: auth.listens, rooms: rooms.listens, search: search.listens, billing: billing.listens }
    }

    const NONE: Each<bool> = Each { auth: false, rooms: false, search: false, billing: false };
    const ALL: Each<bool> = Each { auth: true, rooms: true, search: true, billing: true };

    #[test]
    fn nothing_set_is_one_process_without_grpc_listeners() {
        for choices in [&[][..], &[Choice::All], &[Choice::Gateway]] {
            let plan = Plan::new(choices, Each::default());
            assert!(plan.gateway);
            assert_eq!((runs(&plan), listens(&plan)), (ALL, NONE), "{choices:?}");
            assert!(!plan.spans_processes() && !plan.shares_state());
        }
    }

    #[test]
    fn a_url_moves_a_role_out() {
        let plan = Plan::new(&[], Each { search: at("http://s"), ..Each::default() });
        assert_eq!(runs(&plan), Each { search: false, ..ALL });
        assert_eq!(plan.services.search.url.as_deref(), Some("http://s"));
        assert!(plan.spans_processes() && !plan.shares_state());

        let plan = Plan::new(&[Choice::Gateway], everywhere(&at("http://x")));
        assert_eq!((runs(&plan), listens(&plan)), (NONE, NONE));
        assert!(plan.gateway && plan.shares_state());
    }

    #[test]
    fn a_role_without_the_gateway_listens() {
        let plan = Plan::new(&[Choice::Auth], everywhere(&at("http://x")));
        assert!(!plan.gateway);
        let auth = Each { auth: true, ..NONE };
        assert_eq!((runs(&plan), listens(&plan)), (auth, auth));
    }

    #[test]
    fn what_rooms_needs_comes_along_quietly() {
        let plan = Plan::new(&[Choice::Rooms], Each { billing: at("http://b"), ..Each::default() });
        assert_eq!(runs(&plan), Each { rooms: true, search: true, ..NONE });
        assert_eq!(listens(&plan), Each { rooms: true, ..NONE });
        assert_eq!(plan.services.search.to_string(), "here");
        assert_eq!(plan.services.billing.to_string(), "at http://b");
        assert_eq!(plan.services.auth.to_string(), "not needed");
    }

    #[test]
    fn listening_beside_the_gateway_is_asked_for() {
        let sections = Each { rooms: Section { listen_set: true, url: None }, ..Each::default() };
        let plan = Plan::new(&[], sections);
        assert_eq!(listens(&plan), Each { rooms: true, ..NONE });
        let plan =
            Plan::new(&[Choice::Gateway, Choice::Rooms], Each { rooms: at("dns:///rooms:1"), ..Each::default() });
        assert_eq!(listens(&plan), Each { rooms: true, ..NONE });
    }
}
