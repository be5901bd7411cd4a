using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VeleroFreeze.Hosting.Files;

namespace VeleroFreeze.Backups.Storage;

/// <summary>The file of <c>--storage-ca</c>.</summary>
internal static class StorageAuthorities
{
    /// <summary>What is wrong with the file, in one line; null when it can be used, or is not asked for.</summary>
    public static string? Problem(string? file)
    {
        try
        {
            return file is null || Read(file).Count > 0 ? null : $"--storage-ca: {file} holds no certificate";
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            var why = e is CryptographicException ? "no PEM certificates" : e.Message;
            return $"--storage-ca: {file} cannot be read: {why}";
        }
    }

    /// <summary>Looked at each time, because a mounted file changes; one that went away since the start leaves the other authorities.</summary>
    public static X509Certificate2Collection With(X509Certificate2Collection others, string? file)
    {
        var all = new X509Certificate2Collection(others);
        try
        {
            all.AddRange(file is null ? [] : Read(file));
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            // A storage that is not trusted for it names the option.
        }

        return all;
    }

    private static X509Certificate2Collection Read(string file)
    {
        RegularFile.Require(file);
        var read = new X509Certificate2Collection();
        read.ImportFromPemFile(file);
        return read;
    }

    private static bool IsUnreadable(Exception failure) => failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}
