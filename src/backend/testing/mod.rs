//! What stands between the network and the plugin's side while something is tested: faults, the traffic that came, and
//! the contract that it is held against.

pub mod contract;
pub mod faults;
pub mod inject;
mod openapi;
pub mod traffic;
