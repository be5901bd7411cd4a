using System.IO.Compression;
using System.Text;

namespace VeleroFreeze.Sandbox.Velero.Storage;

/// <summary>A file in object storage under <c>backups/NAME/</c>.</summary>
internal sealed record Artifact(string Name, byte[] Content)
{
    public static Artifact Gzipped(string name, string text) => new(name, Gzip(Encoding.UTF8.GetBytes(text)));

    public static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return stream.ToArray();
    }
}
