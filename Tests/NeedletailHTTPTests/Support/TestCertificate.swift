/// A certificate of localhost that signed itself, and its key: for tests only, good until 2126.
enum TestCertificate {
  static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBfjCCASWgAwIBAgIUdZEjc2Lnoc6jUQfHiXjcMH+8ZEEwCgYIKoZIzj0EAwIw
    FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA1MzMwMloYDzIxMjYxMDI4
    MDUzMzAyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
    PQMBBwNCAATqxGJLAm+TsXUvPdIrSzRZO8vSGxG9d0E3KX/Ozcm6HwAaGrgDP3Pf
    agnv+f21uuzLirCBoPzCHplmGmlEfmv/o1MwUTAdBgNVHQ4EFgQU1/YFoKMkn7iR
    +p20WQvYKDmDBi0wHwYDVR0jBBgwFoAU1/YFoKMkn7iR+p20WQvYKDmDBi0wDwYD
    VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiA1yd3J3RlpRWx/JQzBMM1n
    bweX5dOtcTo5caf2CkwVDwIgFgWsXZV/q1P7u4hq2qJdGHUMwv/fVl0+0fFBh70r
    5WM=
    -----END CERTIFICATE-----
    """

  static let key = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgvfo1GjvAhT9KtC/H
    YsCeABTF1JLe7Ml8DcnvK0U2HCqhRANCAATqxGJLAm+TsXUvPdIrSzRZO8vSGxG9
    d0E3KX/Ozcm6HwAaGrgDP3Pfagnv+f21uuzLirCBoPzCHplmGmlEfmv/
    -----END PRIVATE KEY-----
    """
}
