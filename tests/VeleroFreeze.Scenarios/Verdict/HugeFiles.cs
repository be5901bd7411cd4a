using System.IO.Compression;
using System.Text;

namespace VeleroFreeze.Scenarios.Verdict;

/// <summary>Files as somebody makes them who owns the object storage and means to use up the verifier's memory.</summary>
internal static class HugeFiles
{
    private const int MiB = 1 << 20;

    /// <summary>A log that says what it said, among lines that say nothing, up to a size packed or unpacked.</summary>
    /// <param name="log">As Velero wrote it.</param>
    /// <param name="noise">How many digits of a line are new each time: what cannot be packed.</param>
    /// <param name="packed">In MiB.</param>
    /// <param name="unpacked">In MiB.</param>
    public static byte[] Chatty(byte[] log, int noise, int packed, int unpacked)
    {
        var lines = Unpacked(log).Split('\n');
        return Pack((stream, size) =>
        {
            stream.Write(Encoding.UTF8.GetBytes(lines[0] + "\n"));
            var chatter = Chatter(lines[0], noise);
            for (var i = 0; i < unpacked && size() < packed * MiB; i++)
            {
                stream.Write(chatter);
            }

            stream.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines[1..])));
        });
    }

    /// <summary>One byte over and over: a thousandth of its size when packed.</summary>
    public static byte[] Bomb(int unpacked) => Pack((stream, _) =>
    {
        var zeros = new byte[MiB];
        for (var i = 0; i < unpacked; i++)
        {
            stream.Write(zeros);
        }
    });

    /// <summary>A list of so many entries.</summary>
    public static byte[] List(string head, Func<int, string> entry, string tail, int count) =>
        Pack((stream, _) => stream.Write(Encoding.UTF8.GetBytes(head + string.Join(',', Enumerable.Range(0, count).Select(entry)) + tail)));

    /// <summary>A mebibyte of lines at the time and of the Backup of a given one, none of which says anything.</summary>
    private static byte[] Chatter(string first, int noise)
    {
        var random = new Random(1);
        var time = first.Split(' ')[0];
        var backup = first.Split(' ').First(word => word.StartsWith("backup=", StringComparison.Ordinal));
        var text = new StringBuilder(MiB + 300);
        while (text.Length < MiB)
        {
            text.Append(time).Append(" level=info msg=\"Processing item\" ").Append(backup).Append(" logSource=\"pkg/backup/backup.go:571\" name=")
                .Append(random.GetHexString(noise, lowercase: true)).Append(" namespace=shop progress= resource=configmaps\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Unpacked(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }

    private static byte[] Pack(Action<Stream, Func<long>> write)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            write(gzip, () => stream.Length);
        }

        return stream.ToArray();
    }
}
