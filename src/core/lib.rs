//! The rules of Storewire.
#![no_std]
