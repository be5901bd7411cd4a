using System.Text;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Evidence.Reading;

namespace VeleroFreeze.Tests.Evidence.Logs;

/// <summary>What a stream can do to memory, counted on this thread alone.</summary>
public class LargeLogTests
{
    [Fact]
    public void One_line_of_two_gibibytes_is_one_unreadable_line()
    {
        var log = Read(new RepeatedStream("time=\"2026-01-02T03:04:05Z\" level=info msg=\"", "x", 2L << 30, "\"\n"), out var allocated);
        (log.Lines, log.UnreadableLines, log.State).ShouldBe((1, 1, ArtifactState.Complete));
        allocated.ShouldBeLessThan(4 << 20);
    }

    [Fact]
    public void Half_a_gibibyte_of_lines_that_do_not_matter_leaves_nothing_behind()
    {
        var line = "time=\"2026-01-02T03:04:05Z\" level=info msg=\"Backing up item\" backup=velero/nightly name=x namespace=shop resource=secrets\n";
        var log = Read(new RepeatedStream("", line, 512L << 20, ""), out var allocated);
        log.Lines.ShouldBe((int)((512L << 20) / line.Length));
        (log.UnreadableLines, log.HasInformation).ShouldBe((0, true));
        allocated.ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Hooks_without_end_are_given_up_within_bounds()
    {
        var hook = Encoding.UTF8.GetString(new LogBuilder().Freeze("db", "").Bytes);
        var log = Read(new RepeatedStream("", hook, 512L << 20, ""), out var allocated);
        (log.State, log.LimitExceeded).ShouldBe((ArtifactState.Unreadable, true));
        allocated.ShouldBeLessThan(1L << 30, "what was thrown away on the way included");
        log.Hooks.Count.ShouldBeLessThan(100_000);
    }

    private static LogEvidence Read(Stream stream, out long allocated)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var log = LogReader.Read(stream);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return log;
    }

    /// <summary>A text over and over, up to a length, that is nowhere as a whole.</summary>
    private sealed class RepeatedStream : Stream
    {
        private readonly byte[] _head;
        private readonly byte[] _piece;
        private readonly byte[] _tail;
        private readonly long _bodyEnd;
        private long _position;

        public RepeatedStream(string head, string piece, long length, string tail)
        {
            _head = Encoding.UTF8.GetBytes(head);
            var times = Math.Max(1, 64 * 1024 / piece.Length);
            _piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, times)));
            _tail = Encoding.UTF8.GetBytes(tail);
            _bodyEnd = _head.Length + (length / piece.Length * piece.Length);
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => _bodyEnd + _tail.Length;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            ReadOnlySpan<byte> source = _position < _head.Length ? _head.AsSpan((int)_position)
                : _position < _bodyEnd ? _piece.AsSpan((int)((_position - _head.Length) % _piece.Length))
                : _tail.AsSpan((int)(_position - _bodyEnd));
            var limit = _position < _head.Length ? _head.Length : _position < _bodyEnd ? _bodyEnd : Length;
            var taken = (int)Math.Min(Math.Min(count, source.Length), limit - _position);
            source[..taken].CopyTo(buffer.AsSpan(offset));
            _position += taken;
            return taken;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
