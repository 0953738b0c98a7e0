//! The rules of the house, as tests: what prose asks for and nobody checks is soon not so.

mod dependencies;
mod documents;
mod sources;
mod tree;
mod variables;
