// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause

//! Loads BTF as users of aya do, with the release that it is built with.
//!
//!     aya_load RAW NAMES OBJECT RESULT
//!
//! RAW is a file of BTF, NAMES what btf_tool prints of it, OBJECT a BPF program whose relocations
//! come to RESULT ("-": not asked for). Prints figures in one line, or what does not hold and
//! exits with 1.

mod release;

use std::{
    env, fs, io, mem,
    os::fd::{AsFd, AsRawFd},
    process,
};

use release::{loader, Btf, BtfKind, Endianness, SocketFilter};

/// A lookup walks the list of types and makes a string of each name it meets, so a large file is
/// sampled: at most about so many steps.
const MOST_STEPS: usize = 100_000_000;

struct Name {
    kind: BtfKind,
    name: String,
    id: u32,
}

/// Reads lines of "STRUCT name id". The first one, "TYPES - id", has the number of types.
fn read_names(path: &str) -> Result<(usize, Vec<Name>), String> {
    let text = fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    let mut names = Vec::new();
    let mut types = 0;
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let wrong = || format!("{path}: {line}");
        let [kind, name, id] = words[..] else { return Err(wrong()) };
        let id: u32 = id.parse().map_err(|_| wrong())?;
        let kind = match kind {
            "TYPES" => {
                types = id as usize;
                continue;
            }
            "STRUCT" => BtfKind::Struct,
            "TYPEDEF" => BtfKind::Typedef,
            "FUNC" => BtfKind::Func,
            _ => return Err(wrong()),
        };
        names.push(Name { kind, name: name.into(), id });
    }
    Ok((types, names))
}

/// Asks by name and kind; the answer must be that very type.
fn look_up(btf: &Btf, types: usize, names: &[Name]) -> Result<usize, String> {
    let stride = 1 + names.len() * types / 2 / MOST_STEPS;
    let mut found = 0;
    for Name { kind, name, id } in names.iter().step_by(stride) {
        match btf.id_by_type_name_kind(name, *kind) {
            Ok(answer) if answer == *id => found += 1,
            answer => return Err(format!("{name}: asked for id {id}, got {answer:?}")),
        }
    }
    Ok(found)
}

/// Runs a loaded program in the kernel; what it returns is made of relocations alone.
fn run_program(fd: i32) -> Result<u32, String> {
    // union bpf_attr, the part of BPF_PROG_TEST_RUN (include/uapi/linux/bpf.h).
    #[repr(C)]
    #[derive(Default)]
    struct TestRun {
        fd: u32,
        result: u32,
        size_in: u32,
        size_out: u32,
        data_in: u64,
        data_out: u64,
        repeat: u32,
        duration: u32,
    }
    const BPF_PROG_TEST_RUN: i64 = 10;
    let packet = [0u8; 64];
    let mut attributes = TestRun {
        fd: fd as u32,
        size_in: packet.len() as u32,
        data_in: packet.as_ptr() as u64,
        repeat: 1,
        ..Default::default()
    };
    let size = mem::size_of::<TestRun>();
    // SAFETY: the kernel reads `packet` and writes `attributes`, which both outlive the call.
    let status = unsafe { libc::syscall(libc::SYS_bpf, BPF_PROG_TEST_RUN, &mut attributes, size) };
    if status != 0 {
        return Err(format!("the kernel does not run it: {}", io::Error::last_os_error()));
    }
    Ok(attributes.result)
}

fn relocate(object: &str, btf: &Btf, result: &str) -> Result<(), String> {
    let mut loaded =
        loader(btf).load_file(object).map_err(|e| format!("load_file: {}", chain(&e)))?;
    let program: &mut SocketFilter = loaded
        .program_mut("go_probe")
        .ok_or("the object has no program go_probe")?
        .try_into()
        .map_err(|e| format!("go_probe: {}", chain(&e)))?;
    program.load().map_err(|e| format!("load: {}", chain(&e)))?;
    let fd = program.fd().map_err(|e| format!("fd: {}", chain(&e)))?;
    let got = run_program(fd.as_fd().as_raw_fd())?;
    if got.to_string() != result {
        return Err(format!("relocated to {got}, not {result}"));
    }
    Ok(())
}

/// An error with all its causes. The verifier's log may be among them: not more than its head.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text += &format!(": {cause}");
        next = cause.source();
    }
    text.chars().take(600).collect()
}

fn load(raw: &str, names: &str, object: &str, result: &str) -> Result<(), String> {
    let data = fs::read(raw).map_err(|e| format!("{raw}: {e}"))?;
    let order = Endianness::default();
    Btf::parse_file(raw, order).map_err(|e| format!("Btf::parse_file: {}", chain(&e)))?;
    let btf = Btf::parse(&data, order).map_err(|e| format!("Btf::parse: {}", chain(&e)))?;
    let (types, names) = read_names(names)?;
    let found = look_up(&btf, types, &names)?;
    let funcs = names.iter().filter(|n| n.kind == BtfKind::Func).count();
    print!("types={types} named={} funcs={funcs} lookups={found}", names.len());
    if object != "-" {
        relocate(object, &btf, result)?;
        print!(" core={result}");
    }
    println!();
    Ok(())
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [_, raw, names, object, result] = words[..] else {
        eprintln!("usage: aya_load RAW NAMES OBJECT RESULT");
        process::exit(2)
    };
    if let Err(text) = load(raw, names, object, result) {
        println!("{text}");
        process::exit(1)
    }
}
