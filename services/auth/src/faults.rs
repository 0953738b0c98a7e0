//! What is wrong with the fields of a request, collected so that a form shows all of it at once.

use matinee_proto::Refusal;
use matinee_proto::refusal::FieldFault;

use crate::error::Error;

/// Something wrong with one field.
pub(crate) fn fault(field: &str, code: &str, detail: impl Into<String>) -> FieldFault {
    FieldFault { field: field.to_owned(), code: code.to_owned(), detail: detail.into() }
}

/// All that is wrong so far.
#[derive(Default)]
pub(crate) struct Faults(Vec<FieldFault>);

impl Faults {
    /// The value, or a note of what is wrong with it.
    pub(crate) fn take<T>(&mut self, value: Result<T, FieldFault>) -> Option<T> {
        value.map_err(|fault| self.0.push(fault)).ok()
    }

    /// Refuses if there is anything.
    pub(crate) fn check(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::of_fields(self.0).into()) }
    }
}

impl From<FieldFault> for Error {
    fn from(fault: FieldFault) -> Self {
        Refusal::of_fields(vec![fault]).into()
    }
}
