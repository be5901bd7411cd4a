namespace VeleroFreeze.Backups.Storage;

/// <summary>What became of fetching one artifact. Each case has its own sentence and its own cure.</summary>
internal enum DownloadOutcome
{
    Fetched,

    /// <summary>This Velero does not know the kind.</summary>
    NotSupported,

    /// <summary>We may not ask for downloads.</summary>
    RequestRefused,

    /// <summary>The API server did not answer, or not as it should.</summary>
    ApiFailed,

    /// <summary>Velero gave no URL in time.</summary>
    NotServed,

    /// <summary>Velero says that there is nothing to download, and never will be for this Backup as it is: it has written nothing.</summary>
    NotWritten,

    /// <summary>The URL is none, or carries a user.</summary>
    UrlInvalid,

    /// <summary>Without TLS, and that is not allowed.</summary>
    PlainHttp,

    /// <summary>The host is not the storage location's.</summary>
    HostRefused,

    /// <summary>The host has an address that is never called.</summary>
    AddressRefused,

    /// <summary>The storage has no such file.</summary>
    NotFound,

    /// <summary>The storage refused the signed URL, or it had expired.</summary>
    AccessDenied,

    /// <summary>The storage sent us elsewhere.</summary>
    Redirected,

    /// <summary>The storage's certificate is not trusted.</summary>
    Untrusted,

    /// <summary>No connection, or it broke before the answer.</summary>
    Unreachable,

    /// <summary>Nobody at that address, or nobody who speaks TLS, within the time for it.</summary>
    ConnectTimedOut,

    /// <summary>More headers than are read of an answer.</summary>
    HeadersTooLarge,

    /// <summary>It answered with an error of its own.</summary>
    ServerFailed,

    /// <summary>No answer in time, or too few bytes a second.</summary>
    TooSlow,

    /// <summary>Fast enough, and still not done when the time for a whole download was over.</summary>
    TookTooLong,

    /// <summary>More bytes than are fetched.</summary>
    TooLarge,

    /// <summary>Fewer bytes than announced.</summary>
    Incomplete,
}
