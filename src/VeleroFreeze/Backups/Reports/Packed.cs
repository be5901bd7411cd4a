using System.IO.Compression;

namespace VeleroFreeze.Backups.Reports;

/// <summary>Gzip of what this program wrote itself, with a bound for what others may have put in its place.</summary>
internal static class Packed
{
    private const int MaxBytes = 64 * 1024 * 1024;

    public static byte[] Of(ReadOnlySpan<byte> plain)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal))
        {
            gzip.Write(plain);
        }

        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">It is no gzip, or larger than anything we would have written.</exception>
    public static byte[] Open(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int count; (count = gzip.Read(buffer)) > 0;)
        {
            plain.Write(buffer, 0, count);
            if (plain.Length > MaxBytes)
            {
                throw new InvalidDataException($"larger than {MaxBytes / 1024 / 1024} MiB");
            }
        }

        return plain.ToArray();
    }
}
