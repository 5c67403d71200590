//! `Tls`: the TLS of `ReqwestTransport`, which is that of rustls, of the system, or none, as features say.

#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(super) use self::some::Tls;

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
pub(super) use self::none::Tls;

#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod some {
    use reqwest::ClientBuilder;

    use crate::BoxError;

    /// The certificate authorities that are trusted beside those of the system.
    #[derive(Clone, Debug, Default)]
    pub(in super::super) struct Tls(Vec<reqwest::Certificate>);

    impl Tls {
        /// Whether https can be spoken.
        pub(in super::super) const IS_THERE: bool = true;

        pub(in super::super) fn trust(&mut self, pem: &[u8]) -> Result<(), BoxError> {
            self.0.push(reqwest::Certificate::from_pem(pem)?);
            Ok(())
        }

        pub(in super::super) fn configure(&self, client: ClientBuilder) -> ClientBuilder {
            let client = client.tls_certs_merge(self.0.iter().cloned());
            #[cfg(feature = "rustls")]
            let client = {
                provide_cryptography();
                client.tls_backend_rustls()
            };
            client
        }
    }

    /// Has TLS done by ring, unless the program has chosen for itself.
    #[cfg(feature = "rustls")]
    fn provide_cryptography() {
        use rustls::crypto::{CryptoProvider, ring};

        if CryptoProvider::get_default().is_none() {
            // Fails where another thread was faster, which is as well.
            let _ = ring::default_provider().install_default();
        }
    }
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
#[expect(clippy::unused_self, reason = "the signatures are those with TLS")]
mod none {
    use reqwest::ClientBuilder;

    use crate::BoxError;

    #[derive(Clone, Debug, Default)]
    pub(in super::super) struct Tls(());

    impl Tls {
        pub(in super::super) const IS_THERE: bool = false;

        pub(in super::super) fn trust(&mut self, _: &[u8]) -> Result<(), BoxError> {
            Err("there is no TLS; help: enable the feature `rustls` or `native-tls`".into())
        }

        pub(in super::super) fn configure(&self, client: ClientBuilder) -> ClientBuilder {
            client
        }
    }
}
