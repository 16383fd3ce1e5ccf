//! The books of a small aggregator: requests, deals and events, durable in one file that only
//! grows. The deals are not made: a request walks through its states by the clock.

use crate::abi;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

const PUBLISH_AFTER_MS: i64 = 1000;
const SEAL_AFTER_MS: i64 = 2000;
/// The storage providers that this aggregator works with.
const PROVIDERS: std::ops::Range<u32> = 1000..1010;

pub struct Deal {
    pub id: u64,
    pub key: String,
    pub cid: String,
    pub provider: String,
    /// What two requests under one key must agree in, on one line.
    pub terms: String,
    pub state: u32,
    pub asked_ms: i64,
    pub start_epoch: i64,
    pub end_epoch: i64,
}

/// What the plugin is to be told.
#[derive(Clone, Copy)]
pub enum News {
    /// A request has moved on to a state.
    Updated { id: u64, state: u32 },
    /// A deal was made.
    Created { id: u64, state: u32 },
    /// A fetch has brought its data.
    Fetched { id: u64 },
    /// A fetch of an earlier life: there is nothing to tell, but its number is taken.
    Forgotten,
}

pub struct Book {
    file: File,
    deals: Vec<Deal>,
    /// The seq of an event is its index plus one.
    events: Vec<News>,
    durable_seq: u64,
}

impl Book {
    /// Reads what an earlier life has written.
    pub fn open(path: &Path) -> io::Result<Book> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let mut book = Book { file, deals: Vec::new(), events: Vec::new(), durable_seq: 0 };
        for line in text.lines() {
            book.take(&line.split('\t').collect::<Vec<_>>());
        }
        book.file.write_all(b"\n")?; // Ends a line that a crash has cut off.
        Ok(book)
    }

    /// One line of the file; None if it is not whole.
    fn take(&mut self, words: &[&str]) -> Option<()> {
        match *words {
            ["deal", key, cid, provider, asked_ms, start, end, terms, "."] => {
                self.deals.push(Deal {
                    id: self.deals.len() as u64 + 1,
                    key: key.into(),
                    cid: cid.into(),
                    provider: provider.into(),
                    terms: terms.into(),
                    state: abi::RECORDED,
                    asked_ms: asked_ms.parse().ok()?,
                    start_epoch: start.parse().ok()?,
                    end_epoch: end.parse().ok()?,
                })
            }
            ["state", id, state, "."] => self.take_state(id.parse().ok()?, state.parse().ok()?)?,
            ["fetched", "."] => self.events.push(News::Forgotten),
            ["durable", seq, "."] => self.durable_seq = seq.parse().ok()?,
            _ => {}
        }
        Some(())
    }

    /// A deal is told of as made when it is published.
    fn take_state(&mut self, id: u64, state: u32) -> Option<()> {
        self.deals.get_mut((id as usize).checked_sub(1)?)?.state = state;
        self.events.push(News::Updated { id, state });
        if state == abi::PUBLISHED {
            self.events.push(News::Created { id, state });
        }
        Some(())
    }

    /// On the disk when it returns.
    fn record(&mut self, line: &str) -> io::Result<()> {
        self.file.write_all(format!("{line}\t.\n").as_bytes())?;
        self.file.sync_data()
    }

    pub fn find(&self, key: &str) -> Option<&Deal> {
        self.deals.iter().find(|deal| deal.key == key)
    }

    pub fn get(&self, id: u64) -> Option<&Deal> {
        self.deals.get(usize::try_from(id).ok()?.checked_sub(1)?)
    }

    /// Deals of one piece of data, or of all, behind an id.
    pub fn after<'a>(&'a self, cid: &'a str, id: u64) -> impl Iterator<Item = &'a Deal> {
        let first = usize::try_from(id).unwrap_or(usize::MAX);
        self.deals.iter().skip(first).filter(move |deal| cid.is_empty() || deal.cid == cid)
    }

    /// A provider that is not excluded and has no copy of the data yet.
    pub fn choose(&self, cid: &str, excluded: &[String]) -> Option<String> {
        PROVIDERS.map(|number| format!("f0{number}")).find(|name| {
            let mut copies = self.deals.iter().filter(|deal| deal.state != abi::CANCELLED);
            !excluded.contains(name) && !copies.any(|d| d.cid == cid && d.provider == *name)
        })
    }

    /// Records a request; its id is given by the book.
    pub fn add(&mut self, mut deal: Deal) -> io::Result<u64> {
        deal.id = self.deals.len() as u64 + 1;
        let Deal { key, cid, provider, asked_ms, start_epoch, end_epoch, terms, .. } = &deal;
        self.record(&format!(
            "deal\t{key}\t{cid}\t{provider}\t{asked_ms}\t{start_epoch}\t{end_epoch}\t{terms}"
        ))?;
        self.deals.push(deal);
        Ok(self.deals.len() as u64)
    }

    fn move_to(&mut self, id: u64, state: u32) -> io::Result<()> {
        self.record(&format!("state\t{id}\t{state}"))?;
        self.take_state(id, state);
        Ok(())
    }

    /// Whether a request is cancelled now, or was over already.
    pub fn cancel(&mut self, id: u64) -> io::Result<bool> {
        let state = self.get(id).map_or(abi::CANCELLED, |deal| deal.state);
        if state == abi::RECORDED {
            self.move_to(id, abi::CANCELLED)?;
            return Ok(true);
        }
        Ok(state & abi::TERMINAL != 0)
    }

    /// Requests that have waited long enough are published, then active.
    pub fn move_on(&mut self, now_ms: i64) -> io::Result<()> {
        for id in 1..=self.deals.len() as u64 {
            let deal = &self.deals[id as usize - 1];
            match (deal.state, now_ms - deal.asked_ms) {
                (abi::RECORDED, PUBLISH_AFTER_MS..) => self.move_to(id, abi::PUBLISHED)?,
                (abi::PUBLISHED, SEAL_AFTER_MS..) => self.move_to(id, abi::ACTIVE)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Notes that data came. A restart forgets that, but the seq stays taken.
    pub fn tell_fetched(&mut self, id: u64) -> io::Result<()> {
        self.record("fetched")?;
        self.events.push(News::Fetched { id });
        Ok(())
    }

    /// The first event above a seq that the plugin does not have for good, with its own seq.
    pub fn news_after(&self, seq: u64) -> Option<(u64, News)> {
        let at = seq.max(self.durable_seq);
        self.events.get(at as usize).map(|news| (at + 1, *news))
    }

    /// Events up to a seq are durable in the plugin.
    pub fn forget(&mut self, seq: u64) -> io::Result<()> {
        if seq > self.durable_seq {
            self.record(&format!("durable\t{seq}"))?;
            self.durable_seq = seq;
        }
        Ok(())
    }
}
