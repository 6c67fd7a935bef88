// Made by: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500
// -subj /CN=test -addext subjectAltName=DNS:www.example.org. Nobody trusts it.

export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpMfq5nXm8m1au8jZ
Y6I5P1vXjOfJFsKyJPMOzqJ5XhGhRANCAAQPPQRsb+R90cpp/cDWK9lMsk0v7Wc6
C9je48EG3HnBVjCvUQ59peh0Hm8xok6NjYhk82ymIXP36hJZ0aYLEWbL
-----END PRIVATE KEY-----
`

/** For www.example.org, signed by itself. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBkTCCATegAwIBAgIUKPqNyDULXN6sqdx60e0rrPSxCSswCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjIxMjE1NDlaGA8yMTI2MTAyOTEyMTU0
OVowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABA89
BGxv5H3Rymn9wNYr2UyyTS/tZzoL2N7jwQbcecFWMK9RDn2l6HQebzGiTo2NiGTz
bKYhc/fqElnRpgsRZsujbzBtMB0GA1UdDgQWBBR7q+5ACS30RdXWvbdE0uFxfP8c
/jAfBgNVHSMEGDAWgBR7q+5ACS30RdXWvbdE0uFxfP8c/jAPBgNVHRMBAf8EBTAD
AQH/MBoGA1UdEQQTMBGCD3d3dy5leGFtcGxlLm9yZzAKBggqhkjOPQQDAgNIADBF
AiEArKcLBzuPxWL7K8yVB6s0+9Xe76sEAbXyoBOmCIxgoxwCIFAqzj5HcHxQT3vW
a2WtRaqa+qXyqP5oYXBsNQiuGUHB
-----END CERTIFICATE-----
`
