// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

//! The names that differ between the releases of aya.

#[cfg(feature = "0.12.0")]
pub use {
    aya_0_12::{programs::SocketFilter, BpfLoader as Loader, Endianness},
    aya_obj_0_1::btf::{Btf, BtfKind},
};

#[cfg(feature = "0.14.0")]
pub use {
    aya_0_14::{programs::SocketFilter, EbpfLoader as Loader, Endianness},
    aya_obj_0_3::btf::{Btf, BtfKind},
};

#[cfg(feature = "0.16.0")]
pub use {
    aya_0_16::{programs::SocketFilter, EbpfLoader as Loader, Endianness},
    aya_obj_0_6::btf::{Btf, BtfKind},
};

/// A loader that relocates against `btf` in place of the kernel's own types.
pub fn loader(btf: &Btf) -> Loader<'_> {
    let mut loader = Loader::new();
    #[cfg(feature = "0.16.0")]
    loader.btf(btf);
    #[cfg(not(feature = "0.16.0"))]
    loader.btf(Some(btf));
    loader
}
