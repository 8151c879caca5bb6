//! Memory that is only ever taken, until the next call takes all of it back: nothing outlives a call, and giving back
//! piece by piece would cost PHP more than it saves.

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

const PAGE: usize = 65_536;

/// Every block begins at a multiple of this.
const UNIT: usize = 8;

struct Arena {
    next: AtomicUsize,
    /// Where the memory ends.
    end: AtomicUsize,
}

#[global_allocator]
static ARENA: Arena = Arena {
    next: AtomicUsize::new(0),
    end: AtomicUsize::new(0),
};

unsafe extern "C" {
    /// Where the linker ends its own data; only the address counts.
    static __heap_base: u8;
}

/// Forgets everything that was ever taken.
pub fn reset() {
    let start = (&raw const __heap_base).addr();
    ARENA.next.store(start.next_multiple_of(UNIT), Relaxed);
    ARENA.end.store(memory_size(0) * PAGE, Relaxed);
}

/// Has `write` put words at the end of what is taken, and takes them. `write` gets the place and how many bytes of room
/// there are, and gives the size; where that is more than the room, it has written nothing and is asked again.
#[inline(always)]
pub fn fill(write: impl Fn(usize, usize) -> usize) -> usize {
    let at = ARENA.next.load(Relaxed);
    let room = ARENA.end.load(Relaxed).wrapping_sub(at);
    let size = write(at, room);
    if !ARENA.take(at, size) {
        core::arch::wasm32::unreachable()
    }
    if size > room {
        write(at, size);
    }
    at
}

impl Arena {
    /// Takes `size` bytes from `start` on, and what is left of their last unit; false where there is no more to be had.
    #[inline(always)]
    fn take(&self, start: usize, size: usize) -> bool {
        let end = start.wrapping_add(size.wrapping_add(UNIT - 1) & !(UNIT - 1));
        let there = end >= start && (end <= self.end.load(Relaxed) || self.grow(end));
        if there {
            self.next.store(end, Relaxed);
        }
        there
    }

    /// Makes memory reach `end`; false where there is no more to be had.
    #[cold]
    #[inline(never)]
    fn grow(&self, end: usize) -> bool {
        let missing = end - memory_size(0) * PAGE;
        let grown = memory_grow(0, missing.div_ceil(PAGE)) != usize::MAX;
        self.end.store(memory_size(0) * PAGE, Relaxed);
        grown
    }
}

// SAFETY: blocks never overlap, for `next` only grows between two calls of `reset`, which runs when none is in use.
unsafe impl GlobalAlloc for Arena {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let start = self.next.load(Relaxed);
        // Nothing here is aligned to more.
        if layout.align() <= UNIT && self.take(start, layout.size()) {
            core::ptr::with_exposed_provenance_mut(start)
        } else {
            core::ptr::null_mut()
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if size <= layout.size() {
            return block;
        }
        if block.addr() + layout.size() == self.next.load(Relaxed) {
            return if self.take(block.addr(), size) {
                block
            } else {
                core::ptr::null_mut()
            };
        }
        // SAFETY: the caller asks for a layout of the same alignment and another size.
        let new = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !new.is_null() {
            // SAFETY: both blocks are at least that long, and a new block overlaps no other.
            unsafe { core::ptr::copy_nonoverlapping(block, new, layout.size()) };
        }
        new
    }
}
