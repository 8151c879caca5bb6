//! Proof that the translation computes what the module says.
