//! The core inside PHP: this module, translated to PHP source, is `pkg/php/core.php`.
//!
//! Nothing here parses or prints JSON. A call stays a PHP array; the core's structs are read from it through serde, one
//! host call for each struct: the host lays the fields that are set into this module's memory as a row (see
//! [`read`]). The answer leaves in pieces of JSON text, most of them literals that the translator folds into the PHP
//! source (see [`write`]). The host's side of both is `plugin/src/Core/CoreHost.php`.
#![cfg(target_arch = "wasm32")]
#![no_std]

extern crate alloc;

mod error;
mod host;
mod memory;
mod read;
mod write;

use core::mem::ManuallyDrop;
use serde::{Deserialize, Serialize};
use storewire_core::call::{self, Call};

/// Answers the call that the host holds as its value number 0; the host has the answer's JSON text afterwards.
///
/// What is not a call at all is read as one that asks for nothing, which the core refuses.
#[unsafe(no_mangle)]
pub extern "C" fn answer() {
    memory::reset();
    let call = Call::deserialize(read::root()).unwrap_or_default();
    // Not dropped: its memory is taken back as a whole.
    let answer = ManuallyDrop::new(call::answer(call));
    if answer.serialize(write::Json::<false>).is_err() {
        core::arch::wasm32::unreachable()
    }
}

/// Where the core's own words begin; they end at the exported `__heap_base` (in PHP `heap_base()`). The host may keep them: they never change.
#[unsafe(no_mangle)]
pub extern "C" fn words() -> usize {
    unsafe extern "C" {
        static __global_base: u8;
    }
    (&raw const __global_base).addr()
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
