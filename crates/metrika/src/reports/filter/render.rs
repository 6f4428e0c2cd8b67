//! The text of a filter.

use std::fmt::{self, Display, Write};

use super::condition::Condition;
use super::{Filter, Node};

/// The expression, as it is sent.
impl Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Raw(text) => f.write_str(text),
            Self::Condition(condition) => condition.fmt(f),
            Self::And(nodes) => join(nodes, " AND ", f),
            Self::Or(nodes) => join(nodes, " OR ", f),
            Self::Not(node) => write!(f, "NOT({node})"),
            Self::Exists(node) => write!(f, "EXISTS({node})"),
            Self::All(node) => write!(f, "ALL({node})"),
            Self::None(node) => write!(f, "NONE({node})"),
        }
    }
}

/// Which of `AND` and `OR` binds stronger, the reference does not say: in one another, both are in parentheses. So is what
/// was given as text, which may be either.
fn join(nodes: &[Node], word: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, node) in nodes.iter().enumerate() {
        if position > 0 {
            f.write_str(word)?;
        }
        match node {
            Node::And(_) | Node::Or(_) | Node::Raw(_) => write!(f, "({node})")?,
            node => node.fmt(f)?,
        }
    }
    Ok(())
}

impl Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.subject, self.operator.sign())?;
        let list = self.operator.takes_a_list();
        if list {
            f.write_char('(')?;
        }
        for (position, value) in self.values.iter().enumerate() {
            if position > 0 {
                f.write_char(',')?;
            }
            quoted(value.as_str(), f)?;
        }
        if list { f.write_char(')') } else { Ok(()) }
    }
}

fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('\'')?;
    for char in text.chars() {
        if matches!(char, '\'' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(char)?;
    }
    f.write_char('\'')
}
