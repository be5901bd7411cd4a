using VeleroFreeze.Hosting.Files;

namespace VeleroFreeze.Hosting;

/// <summary>The files that a server's identity comes from, all PEM.</summary>
/// <param name="Certificate">The certificate, and after it those that lead to its authority.</param>
/// <param name="Key">The certificate's private key, not encrypted.</param>
/// <param name="ClientAuthority">The authorities of client certificates; null when none is asked for.</param>
internal sealed record TlsFiles(string Certificate, string Key, string? ClientAuthority)
{
    /// <summary>Reads all files.</summary>
    /// <param name="problem">Null, or one line that names the file and what is wrong with it.</param>
    public TlsFileContents? Read(out string? problem) =>
        ReadOne(Certificate, out problem) is { } certificate
        && ReadOne(Key, out problem) is { } key
        && (ClientAuthority is null ? "" : ReadOne(ClientAuthority, out problem)) is { } clientAuthority
            ? new TlsFileContents(certificate, key, ClientAuthority is null ? null : clientAuthority)
            : null;

    private static string? ReadOne(string path, out string? problem)
    {
        problem = null;
        try
        {
            RegularFile.Require(path);
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            problem = $"{path} cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}";
            return null;
        }
    }
}

/// <summary>What stood in <see cref="TlsFiles"/>. Two are equal when every byte is: a mounted Secret changes by moving a link, whatever the files' times say.</summary>
internal sealed record TlsFileContents(string Certificate, string Key, string? ClientAuthority)
{
    // The key must not end up in a log by way of the record's own text.
    public override string ToString() => nameof(TlsFileContents);
}
