//! What the plugin asks for, and what can be wrong with it.

use crate::abi::{self, Status};

fn is_key(text: &str) -> bool {
    let is_good = |b: u8| b.is_ascii_alphanumeric() || b"._:/-".contains(&b);
    (1..=128).contains(&text.len()) && text.bytes().all(is_good)
}

pub fn is_cid(text: &str) -> bool {
    let is_known = text.starts_with("ba") || text.starts_with("Qm");
    is_known && (40..=120).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_address(text: &str) -> bool {
    let digits = text.strip_prefix("f0").unwrap_or("");
    (1..=18).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether something is set behind the part of a request that this host knows.
unsafe fn has_unknown_tail(asked: &abi::DealRequest) -> bool {
    let known = std::mem::size_of::<abi::DealRequest>();
    let start = (asked as *const abi::DealRequest).cast::<u8>();
    let all = std::slice::from_raw_parts(start, asked.struct_size as usize);
    all[known..].iter().any(|b| *b != 0)
}

/// A request, as our own.
pub struct Asked {
    pub key: String,
    pub cid: String,
    pub provider: String,
    pub excluded: Vec<String>,
    pub terms: String,
}

/// # Safety
/// What it points to must be alive: it is borrowed for the call.
pub unsafe fn copy_of(asked: &abi::DealRequest) -> Asked {
    let (cid, provider) = (asked.payload_cid.to_text(), asked.provider.to_text());
    let excluded: Vec<String> = (0..asked.providers_excluded_count)
        .map(|at| (*asked.providers_excluded.add(at)).to_text())
        .collect();
    // All but data_handle, label and reason. Debug text has neither tabs nor ends of lines in it.
    let texts = (&cid, asked.piece_cid.to_text(), &provider, &excluded, asked.price_max.to_text());
    let numbers = (asked.piece_size, asked.flags, asked.duration_epochs, asked.start_epoch_max);
    let terms = format!("{texts:?} {numbers:?}");
    Asked { key: asked.idempotency_key.to_text(), cid, provider, excluded, terms }
}

/// What is wrong with a request; None if nothing is.
///
/// # Safety
/// As for copy_of().
pub unsafe fn fault_of(
    asked: &abi::DealRequest,
    copy: &Asked,
    is_handle: impl Fn(u64) -> bool,
) -> Option<(Status, &'static str)> {
    let is_chosen_here = asked.flags & abi::HOST_CHOOSES != 0;
    let has_bad_provider =
        if is_chosen_here { !copy.provider.is_empty() } else { !is_address(&copy.provider) };
    if has_unknown_tail(asked) {
        return Some((abi::UNSUPPORTED, "make_deal: an unknown field is set"));
    }
    if asked.flags & !(abi::VERIFIED | abi::HOST_CHOOSES) != 0 {
        return Some((abi::UNSUPPORTED, "make_deal: flags: an unknown one is set"));
    }
    if !is_key(&copy.key) {
        return Some((abi::INVALID, "make_deal: idempotency_key: malformed"));
    }
    if !is_cid(&copy.cid) {
        return Some((abi::INVALID, "make_deal: payload_cid: not a CID"));
    }
    if has_bad_provider {
        return Some((abi::INVALID, "make_deal: provider: expected f0..., or none"));
    }
    if asked.data_handle != 0 && !is_handle(asked.data_handle) {
        return Some((abi::INVALID, "make_deal: data_handle: no such handle"));
    }
    None
}
