//! As much of an HTTP server as an example needs. A real host has one of its own, with limits, and
//! asks for a token.

use crate::plugin::Answer;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(5);
const HEAD_MAX: u64 = 1 << 14;
const BODY_MAX: usize = 1 << 20;

pub struct Request {
    pub method: String,
    pub target: String,
    pub content_type: String,
    pub body: Vec<u8>,
}

/// Reads one request.
pub fn read(stream: &TcpStream) -> io::Result<Request> {
    let malformed = || io::Error::from(io::ErrorKind::InvalidData);
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut head = BufReader::new(stream.take(HEAD_MAX));
    let mut line = String::new();
    head.read_line(&mut line)?;
    let mut words = line.split(' ').map(String::from);
    let (method, target) = words.next().zip(words.next()).ok_or_else(malformed)?;
    let (mut content_type, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if head.read_line(&mut line)? == 0 {
            return Err(malformed());
        }
        if line.trim_end().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(malformed)?;
        match name.to_ascii_lowercase().as_str() {
            "content-type" => content_type = value.trim().into(),
            "content-length" => length = value.trim().parse().map_err(|_| malformed())?,
            _ => {}
        }
    }
    if length > BODY_MAX {
        return Err(malformed());
    }
    // Of the body, some was read along with the head.
    let mut body = head.buffer()[..head.buffer().len().min(length)].to_vec();
    let read = body.len();
    body.resize(length, 0);
    let mut rest = stream;
    rest.read_exact(&mut body[read..])?;
    Ok(Request { method, target, content_type, body })
}

pub fn write(mut stream: &TcpStream, answer: &Answer) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {} Answer\r\nConnection: close\r\n", answer.status);
    for (name, value) in &answer.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("Content-Length: {}\r\n\r\n", answer.body.len());
    stream.write_all(head.as_bytes())?;
    stream.write_all(&answer.body)
}
