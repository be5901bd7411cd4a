using System.Formats.Tar;
using System.Text;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Evidence.Reading;

namespace VeleroFreeze.Tests.Evidence;

public class TarballReaderTests
{
    private static readonly string LongName = new('n', 200);

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Only_the_objects_that_a_verdict_needs_are_read_and_each_once(TarEntryFormat format)
    {
        var names = Read(Tar(
            format,
            ("metadata/version", "1.1.0"),
            ("resources/virtualmachines.kubevirt.io/namespaces/shop/db.json", Json("vm")),
            ("resources/virtualmachines.kubevirt.io/v1-preferredversion/namespaces/shop/db.json", Json("again")),
            ("resources/virtualmachineinstances.kubevirt.io/namespaces/shop/db.json", Json("vmi")),
            ("resources/pods/namespaces/shop/p.json", Json("pod")),
            ("resources/persistentvolumeclaims/namespaces/shop/c.json", Json("claim")),
            ("resources/secrets/namespaces/shop/s.json", Json("secret")),
            ("resources/namespaces/cluster/shop.json", Json("namespace")),
            ("resources/pods/namespaces/shop/../x.json", Json("odd"))));
        names.ShouldBe(["vm", "vmi", "pod", "claim", "namespace"]);
    }

    [Theory]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Names_that_need_a_header_of_their_own_are_read(TarEntryFormat format) =>
        Read(Tar(format, ($"resources/pods/namespaces/shop/{LongName}.json", Json("pod")))).ShouldBe(["pod"]);

    [Fact]
    public void One_object_that_is_none_makes_the_whole_tarball_nothing()
    {
        Read(Tar(TarEntryFormat.Ustar, ("resources/pods/namespaces/shop/a.json", Json("pod")), ("resources/pods/namespaces/shop/b.json", "{"))).ShouldBeEmpty();
        Read(Tar(TarEntryFormat.Ustar, ("resources/pods/namespaces/shop/a.json", $"\"{new string('x', 5 << 20)}\""))).ShouldBeEmpty();
    }

    [Fact]
    public void A_header_that_claims_a_gibibyte_takes_none()
    {
        var tar = Tar(TarEntryFormat.Gnu, ($"resources/pods/namespaces/shop/{LongName}.json", Json("pod")));
        Encoding.ASCII.GetBytes("10000000000\0").CopyTo(tar, 124);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(tar).ShouldBeEmpty();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 << 20);
    }

    private static string Json(string name) => $$$"""{"metadata":{"name":"{{{name}}}"}}""";

    private static IEnumerable<string?> Read(byte[] tar) =>
        TarballReader.Read(ArtifactContent.Of(LogBuilder.Gzip(tar, System.IO.Compression.CompressionLevel.NoCompression)))
            .Select(json => json.GetProperty("metadata").GetProperty("name").GetString());

    private static byte[] Tar(TarEntryFormat format, params (string Name, string Text)[] files)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, format))
        {
            foreach (var (name, text) in files)
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name),
                    _ => new GnuTarEntry(TarEntryType.RegularFile, name),
                };
                entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text));
                tar.WriteEntry(entry);
            }
        }

        return stream.ToArray();
    }
}
