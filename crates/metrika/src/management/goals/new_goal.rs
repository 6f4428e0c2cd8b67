//! Goals to be made, one constructor for each type of the reference.

use serde_json::Value;

use super::steps::GoalStep;
use crate::models::{
    ActionGoal, ActionGoalCondition, ChatCondition, ChatGoal, CompositeGoal, DepthGoal, EmailGoal, EmailGoalCondition,
    FileCondition, FileGoal, Goal, GoalConditionType, GoalFlag, MessengerGoal, MessengerGoalCondition,
    PaymentSystemGoal, PhoneGoal, PhoneGoalCondition, SiteSearchGoal, SiteSearchGoalCondition, SocialNetworkCondition,
    SocialNetworkGoal, UrlGoal, UrlGoalCondition, VisitDurationGoal,
};

/// How an address or the name of an event is compared, and with what.
///
/// ```
/// use metrika::management::GoalPattern;
///
/// let thanks = GoalPattern::contain("/thanks");
/// let orders = GoalPattern::regexp("/order/[0-9]+/done");
/// # let _ = (thanks, orders);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalPattern {
    pub(super) type_: GoalConditionType,
    pub(super) value: String,
}

impl GoalPattern {
    /// It contains this.
    pub fn contain(value: impl Into<String>) -> Self {
        Self { type_: GoalConditionType::Contain, value: value.into() }
    }

    /// It is this.
    pub fn exact(value: impl Into<String>) -> Self {
        Self { type_: GoalConditionType::Exact, value: value.into() }
    }

    /// It begins with this.
    pub fn start(value: impl Into<String>) -> Self {
        Self { type_: GoalConditionType::Start, value: value.into() }
    }

    /// It matches this regular expression. Which syntax is not documented.
    pub fn regexp(value: impl Into<String>) -> Self {
        Self { type_: GoalConditionType::Regexp, value: value.into() }
    }
}

/// A goal to be made; for [`Goals::create`](super::Goals::create). Its rules are checked there.
///
/// ```
/// use metrika::management::{GoalPattern, GoalStep, NewGoal};
/// use metrika::models::Goal;
///
/// let cart = NewGoal::action("Into the cart", "add_to_cart").favorite().retargeting();
/// let order = NewGoal::composite(
///     "From the cart to the order",
///     [GoalStep::new("Cart").page(GoalPattern::contain("/cart")), GoalStep::new("Order").action("order")],
/// );
/// assert!(matches!(Goal::from(order), Goal::CompositeGoal(_)));
/// # let _ = cart;
/// ```
#[derive(Debug, Clone)]
pub struct NewGoal {
    goal: Goal,
}

impl NewGoal {
    /// Reached by viewing a page whose address matches one of the patterns. Values have up to 16384 characters.
    pub fn url(name: impl Into<String>, pages: impl IntoIterator<Item = GoalPattern>) -> Self {
        let conditions = pages.into_iter().map(|page| url_condition(page.type_, page.value)).collect();
        named(name, UrlGoal { conditions: Some(conditions), ..UrlGoal::default() })
    }

    /// Reached when the site reports the JavaScript event of this name (`reachGoal`).
    pub fn action(name: impl Into<String>, event: impl Into<String>) -> Self {
        Self::action_matching(name, [GoalPattern::exact(event)])
    }

    /// Reached when the site reports a JavaScript event whose name matches one of the patterns. Values have up to 16384 characters.
    pub fn action_matching(name: impl Into<String>, events: impl IntoIterator<Item = GoalPattern>) -> Self {
        let condition = |event: GoalPattern| ActionGoalCondition {
            type_: Some(event.type_),
            url: Some(event.value),
            ..ActionGoalCondition::default()
        };
        let conditions = events.into_iter().map(condition).collect();
        named(name, ActionGoal { conditions: Some(conditions), ..ActionGoal::default() })
    }

    /// Reached by viewing this many pages, at least 2.
    pub fn depth(name: impl Into<String>, pages: u32) -> Self {
        named(name, DepthGoal { depth: Some(pages.into()), ..DepthGoal::default() })
    }

    /// Reached by a visit that lasts longer than this many seconds, at least 1.
    pub fn visit_duration(name: impl Into<String>, seconds: u32) -> Self {
        named(name, VisitDurationGoal { duration: Some(seconds.into()), ..VisitDurationGoal::default() })
    }

    /// Reached by these steps in this order, 5 at most.
    pub fn composite(name: impl Into<String>, steps: impl IntoIterator<Item = GoalStep>) -> Self {
        let steps = steps.into_iter().map(Goal::from).collect();
        named(name, CompositeGoal { steps: Some(steps), ..CompositeGoal::default() })
    }

    /// Reached by a click on one of these phone numbers, as the links of the site have them: up to 25 characters. What the service makes of
    /// such a goal without numbers is not documented.
    pub fn phone(name: impl Into<String>, numbers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let type_ = Some(GoalConditionType::Exact); // as the service's example has it
        let condition =
            |url: String| PhoneGoalCondition { type_: type_.clone(), url: Some(url), ..PhoneGoalCondition::default() };
        let conditions = numbers.into_iter().map(|number| condition(number.into())).collect();
        named(name, PhoneGoal { conditions: Some(conditions), ..PhoneGoal::default() })
    }

    /// Reached by a click on one of these e-mail addresses, as the links of the site have them: up to 1024 characters. What the service makes
    /// of such a goal without addresses is not documented.
    pub fn email(name: impl Into<String>, addresses: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let type_ = Some(GoalConditionType::Exact); // as the service's example has it
        let condition =
            |url: String| EmailGoalCondition { type_: type_.clone(), url: Some(url), ..EmailGoalCondition::default() };
        let conditions = addresses.into_iter().map(|address| condition(address.into())).collect();
        named(name, EmailGoal { conditions: Some(conditions), ..EmailGoal::default() })
    }

    /// Reached by following a link to one of these messengers, named as [`Client::messengers`](crate::Client::messengers) names them:
    /// `telegram`, `whatsapp`...
    pub fn messenger(name: impl Into<String>, messengers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let condition = |url: String| MessengerGoalCondition {
            type_: Some(GoalConditionType::Messenger),
            url: Some(url),
            ..MessengerGoalCondition::default()
        };
        let conditions = messengers.into_iter().map(|messenger| condition(messenger.into())).collect();
        named(name, MessengerGoal { conditions: Some(conditions), ..MessengerGoal::default() })
    }

    /// Reached by following a link to one of these social networks, named as
    /// [`Client::social_networks`](crate::Client::social_networks) names them.
    pub fn social_network(name: impl Into<String>, networks: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let networks = networks.into_iter().map(|network| Some(network.into()));
        social(name, GoalConditionType::Social, networks)
    }

    /// Reached by following a link to any social network.
    pub fn all_social_networks(name: impl Into<String>) -> Self {
        social(name, GoalConditionType::AllSocial, [None])
    }

    /// Reached by a download of one of these files, named with or without their extensions: up to 16384 characters.
    pub fn file(name: impl Into<String>, files: impl IntoIterator<Item = impl Into<String>>) -> Self {
        file(name, GoalConditionType::File, files.into_iter().map(|file| Some(file.into())))
    }

    /// Reached by a download of any file.
    pub fn all_files(name: impl Into<String>) -> Self {
        file(name, GoalConditionType::AllFiles, [None])
    }

    /// Reached by a search on the site: by viewing a page whose address has one of these query parameters.
    pub fn site_search(name: impl Into<String>, parameters: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let condition = |url: String| SiteSearchGoalCondition {
            type_: Some(GoalConditionType::Search),
            url: Some(url),
            ..SiteSearchGoalCondition::default()
        };
        let conditions = parameters.into_iter().map(|parameter| condition(parameter.into())).collect();
        named(name, SiteSearchGoal { conditions: Some(conditions), ..SiteSearchGoal::default() })
    }

    /// Reached by a payment through a payment system.
    pub fn payment_system(name: impl Into<String>) -> Self {
        named(name, PaymentSystemGoal::default())
    }

    /// Reached by a chat, as uploads of chats tell of it.
    ///
    /// ```
    /// use metrika::management::NewGoal;
    /// use metrika::models::{ChatCondition, ChatPlatform};
    ///
    /// let conditions = [ChatCondition::answered(true), ChatCondition::platform(ChatPlatform::WhatsApp)];
    /// let answered = NewGoal::chat("Answered in WhatsApp", conditions);
    /// # let _ = answered;
    /// ```
    pub fn chat(name: impl Into<String>, conditions: impl IntoIterator<Item = ChatCondition>) -> Self {
        named(name, ChatGoal { conditions: Some(conditions.into_iter().collect()), ..ChatGoal::default() })
    }

    /// What reaching it is worth by default. The currency is not documented.
    #[must_use]
    pub fn price(mut self, price: f64) -> Self {
        self.goal.set_default_price(price);
        self
    }

    /// A favorite: metrics with `favoriteGoals` in their names count favorites only.
    #[must_use]
    pub fn favorite(mut self) -> Self {
        self.goal.set_favorite(true);
        self
    }

    /// Used for retargeting.
    #[must_use]
    pub fn retargeting(mut self) -> Self {
        self.goal.set_retargeting(true);
        self
    }

    /// What it stands for in Yandex Market. Goals on depth, duration, payments and chats and composite goals have none.
    #[must_use]
    pub fn flag(mut self, flag: GoalFlag) -> Self {
        match &mut self.goal {
            Goal::ActionGoal(goal) => goal.flag = Some(flag),
            Goal::EmailGoal(goal) => goal.flag = Some(flag),
            Goal::FileGoal(goal) => goal.flag = Some(flag),
            Goal::MessengerGoal(goal) => goal.flag = Some(flag),
            Goal::PhoneGoal(goal) => goal.flag = Some(flag),
            Goal::SiteSearchGoal(goal) => goal.flag = Some(flag),
            Goal::SocialNetworkGoal(goal) => goal.flag = Some(flag),
            Goal::UrlGoal(goal) => goal.flag = Some(flag),
            // The rules refuse it.
            other => drop(other.extra_mut().insert("flag".to_owned(), flag.as_str().into())),
        }
        self
    }

    /// Hides the phone number from visitors on desktop computers. Only for [`phone`](Self::phone).
    #[must_use]
    pub fn hide_phone_number(mut self) -> Self {
        match &mut self.goal {
            Goal::PhoneGoal(goal) => goal.hide_phone_number = Some(true.into()),
            // The rules refuse it.
            other => drop(other.extra_mut().insert("hide_phone_number".to_owned(), Value::Bool(true))),
        }
        self
    }
}

impl From<NewGoal> for Goal {
    fn from(new: NewGoal) -> Self {
        new.goal
    }
}

fn named(name: impl Into<String>, goal: impl Into<Goal>) -> NewGoal {
    let mut goal = goal.into();
    goal.set_name(name);
    NewGoal { goal }
}

pub(super) fn url_condition(type_: GoalConditionType, value: String) -> UrlGoalCondition {
    UrlGoalCondition { type_: Some(type_), url: Some(value), ..UrlGoalCondition::default() }
}

fn social(
    name: impl Into<String>,
    type_: GoalConditionType,
    networks: impl IntoIterator<Item = Option<String>>,
) -> NewGoal {
    let condition =
        |url| SocialNetworkCondition { type_: Some(type_.clone()), url, ..SocialNetworkCondition::default() };
    let conditions = networks.into_iter().map(condition).collect();
    named(name, SocialNetworkGoal { conditions: Some(conditions), ..SocialNetworkGoal::default() })
}

fn file(name: impl Into<String>, type_: GoalConditionType, files: impl IntoIterator<Item = Option<String>>) -> NewGoal {
    let condition = |url| FileCondition { type_: Some(type_.clone()), url, ..FileCondition::default() };
    let conditions = files.into_iter().map(condition).collect();
    named(name, FileGoal { conditions: Some(conditions), ..FileGoal::default() })
}
