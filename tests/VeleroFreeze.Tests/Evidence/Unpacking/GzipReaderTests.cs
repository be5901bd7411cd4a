using System.IO.Compression;
using System.Text;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Evidence.Reading;
using VeleroFreeze.Core.Evidence.Unpacking;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Evidence.Unpacking;

public class GzipReaderTests
{
    private static readonly byte[] Log = Enumerable.Range(0, 40)
        .Aggregate(new LogBuilder(), (log, i) => log.Line($"Backing up item {i}", ("name", $"x{i * 7919}"))).Freeze("db", LogBuilder.Record(LogBuilder.Done)).Bytes;

    public static TheoryData<CompressionLevel> Levels => [CompressionLevel.NoCompression, CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize];

    [Theory]
    [MemberData(nameof(Levels))]
    public void A_whole_file_is_complete_and_a_cut_one_never(CompressionLevel level)
    {
        var file = LogBuilder.Gzip(Log, level);
        Unpack(file, out var text).ShouldBeNull();
        text.SequenceEqual(Log).ShouldBeTrue();
        var states = Enumerable.Range(0, file.Length).Select(length => State(file[..length])).Distinct();
        states.ShouldBe([ArtifactState.Truncated, ArtifactState.Unreadable], ignoreOrder: true);
        Enumerable.Range(GzipHeader.Length, file.Length - GzipHeader.Length).Select(length => Unpack(file[..length], out _)).Distinct().ShouldBe([ReadFault.Cut]);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void A_flipped_bit_is_seen_unless_it_changes_nothing(CompressionLevel level)
    {
        var file = LogBuilder.Gzip(Log, level);
        var complete = 0;
        for (var bit = 0; bit < file.Length * 8; bit += 97)
        {
            var flipped = file.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (State(flipped) == ArtifactState.Complete)
            {
                Unpack(flipped, out var text);
                text.SequenceEqual(Log).ShouldBeTrue($"bit {bit}");
                complete++;
            }
        }

        complete.ShouldBeLessThan(3, "only bits that mean nothing: padding, the time in the header");
    }

    /// <summary>Logs of the verdict cases that are whole: twenty that differ in release, format and length.</summary>
    public static TheoryData<string> Logs => [.. ((IEnumerable<object[]>)GoldenCases.Of("verdicts")).Select(row => (string)row[0])
        .Where(name => LogOf(name) is { } file && State(LogBuilder.Gzip(File.ReadAllBytes(file), CompressionLevel.Optimal)) == ArtifactState.Complete)
        .Where((_, i) => i % 10 == 0).Take(20)];

    [Fact]
    public void There_are_twenty_logs_to_cut() => Logs.Count.ShouldBe(20);

    [Theory]
    [MemberData(nameof(Logs))]
    public void No_log_of_a_case_that_is_cut_or_has_a_bit_flipped_reads_as_another(string name)
    {
        var log = File.ReadAllBytes(LogOf(name)!);
        var file = LogBuilder.Gzip(log, CompressionLevel.Optimal);
        State(file).ShouldBe(ArtifactState.Complete);
        Enumerable.Range(0, file.Length).Select(length => State(file[..length])).ShouldNotContain(ArtifactState.Complete);
        for (var bit = 0; bit < file.Length * 8; bit += 97)
        {
            var flipped = file.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (State(flipped) == ArtifactState.Complete)
            {
                Unpack(flipped, out var text);
                text.SequenceEqual(log).ShouldBeTrue($"bit {bit}");
            }
        }
    }

    private static string? LogOf(string name) => Directory.GetFiles(GoldenCases.Folder("verdicts", name)).FirstOrDefault(file => Path.GetFileName(file) is "log.txt" or "log.json");

    [Fact]
    public void Each_fault_has_its_own_name()
    {
        var file = LogBuilder.Gzip(Log);
        Unpack([], out _).ShouldBe(ReadFault.Empty);
        Unpack([.. file, 0], out _).ShouldBe(ReadFault.TrailingBytes);
        Unpack([.. file, .. new byte[100_000]], out _).ShouldBe(ReadFault.TrailingBytes);
        Unpack([.. file, .. file], out _).ShouldBe(ReadFault.TrailingBytes);
        Unpack(With(file, ^8), out _).ShouldBe(ReadFault.WrongChecksum);
        Unpack(With(file, ^1), out _).ShouldBe(ReadFault.WrongLength);
        Unpack(With(file, 2), out _).ShouldBe(ReadFault.BadHeader);
        Unpack(With(file, 3), out _).ShouldBe(ReadFault.BadHeader);
        Unpack([.. file[..10], 0xff, .. file[11..]], out _).ShouldBe(ReadFault.Damaged);
        Unpack(file, out _, new ReadLimits { Packed = 10 }).ShouldBe(ReadFault.TooLarge);
        Unpack(file, out _, new ReadLimits { Expanded = 1000 }).ShouldBe(ReadFault.TooLarge);
        Unpack(Log, out _, new ReadLimits { Expanded = 1000 }).ShouldBe(ReadFault.TooLarge);
    }

    [Fact]
    public void A_bomb_is_stopped_after_a_mebibyte_and_takes_no_memory()
    {
        var file = Bomb(10L << 30);
        file.Length.ShouldBeInRange(9 << 20, 12 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var stream = ArtifactStream.Open(ArtifactContent.Of(file), ReadLimits.Default);
        var buffer = new byte[64 << 10];
        long expanded = 0;
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            expanded += count;
        }

        stream.Fault.ShouldBe(ReadFault.TooDense);
        expanded.ShouldBeLessThan(11 << 20);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Every_reader_stops_at_a_bomb()
    {
        var file = ArtifactContent.Of(Bomb(2L << 30));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var evidence = EvidenceReader.Read(Enum.GetValues<ArtifactKind>().ToDictionary(kind => kind, _ => file));
        TarballReader.Read(file).ShouldBeEmpty();
        (evidence.Log.State, evidence.Log.LimitExceeded).ShouldBe((ArtifactState.Unreadable, true));
        new[] { evidence.ResultsState, evidence.ResourceListState, evidence.VolumeInfoState, evidence.ItemOperationsState }.ShouldAllBe(state => state == ArtifactState.Unreadable);
        evidence.Problems.Count.ShouldBe(8);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(150 << 20);
    }

    [Fact]
    public void What_a_proxy_has_unpacked_is_read_as_it_is()
    {
        Unpack(Log, out var text).ShouldBeNull();
        text.SequenceEqual(Log).ShouldBeTrue();
    }

    [Theory]
    [InlineData(ArtifactState.Missing, "the object storage has no such file", 0, "The log: the object storage has no such file.")]
    [InlineData(ArtifactState.Truncated, "the download ended early", 1, "The log: the download ended early.")]
    [InlineData(ArtifactState.Truncated, null, 1, "The log was cut on its way.")]
    [InlineData(ArtifactState.Unreadable, null, 0, "The log could not be fetched.")]
    public void What_was_not_fetched_keeps_its_reason_and_a_part_is_there_to_look_at(ArtifactState state, string? problem, int hooks, string sentence)
    {
        var content = new ArtifactContent(state, LogBuilder.Gzip(Log), problem, LimitExceeded: state == ArtifactState.Unreadable);
        var evidence = EvidenceReader.Read(new Dictionary<ArtifactKind, ArtifactContent> { [ArtifactKind.BackupLog] = content });
        (evidence.Log.State, evidence.Log.LimitExceeded, evidence.Log.Hooks.Count).ShouldBe((state, state == ArtifactState.Unreadable, hooks));
        evidence.Problems.ShouldBe([sentence]);
    }

    private static byte[] With(byte[] file, Index index)
    {
        var changed = file.ToArray();
        changed[index] ^= 0x10;
        return changed;
    }

    private static ArtifactState State(byte[] file) =>
        EvidenceReader.Read(new Dictionary<ArtifactKind, ArtifactContent> { [ArtifactKind.BackupLog] = ArtifactContent.Of(file) }).Log.State;

    private static ReadFault? Unpack(byte[] file, out byte[] text, ReadLimits? limits = null)
    {
        using var stream = ArtifactStream.Open(ArtifactContent.Of(file), limits ?? ReadLimits.Default);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        text = copy.ToArray();
        return stream.Fault;
    }

    /// <summary>Zeros: one flushed mebibyte of them after another, so that the file is made without packing all of them.</summary>
    private static byte[] Bomb(long length)
    {
        using var one = new MemoryStream();
        using (var deflate = new DeflateStream(one, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(new byte[1 << 20]);
            deflate.Flush();
            one.Position = 0;
            var piece = one.ToArray();
            var header = LogBuilder.Gzip(Encoding.ASCII.GetBytes("x"))[..10];
            return [.. header, .. Enumerable.Repeat(piece, (int)(length >> 20)).SelectMany(bytes => bytes), 3, 0, .. new byte[8]];
        }
    }
}
