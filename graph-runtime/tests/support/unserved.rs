//! A port of this machine that is taken, and at which nobody listens: connections to it are refused for sure.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use socket2::{Domain, Socket, Type};

pub struct Unserved(Socket);

impl Unserved {
    pub fn new() -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
        Self(socket)
    }

    /// The URL of a server that would be here.
    pub fn url(&self) -> String {
        format!("http://{}/beta", self.0.local_addr().unwrap().as_socket().unwrap())
    }

    /// From now on somebody listens.
    pub fn listen(self) -> TcpListener {
        self.0.listen(16).unwrap();
        self.0.into()
    }
}
