using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Webhook;

public class RequestBodyTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(10_000, true)]
    [InlineData(65_536, false)]
    [InlineData(65_537, false)]
    [InlineData(3_000_000, true)]
    [InlineData(3_000_000, false)]
    [InlineData(RequestBody.MaxBytes, true)]
    [InlineData(RequestBody.MaxBytes, false)]
    public async Task A_body_is_read_to_its_end_whether_announced_or_not(int length, bool isAnnounced)
    {
        var sent = Bytes(length);
        using var stream = new PiecemealStream(sent);

        using var body = await RequestBody.ReadAsync(stream, isAnnounced ? length : null, CancellationToken.None);

        body!.Bytes.Span.SequenceEqual(sent).ShouldBeTrue();
    }

    [Theory]
    [InlineData(RequestBody.MaxBytes + 1)]
    [InlineData(RequestBody.MaxBytes + 500_000)]
    public async Task A_body_that_turns_out_too_large_is_given_up_at_the_limit(int length)
    {
        using var stream = new PiecemealStream(Bytes(length));

        (await RequestBody.ReadAsync(stream, announced: null, CancellationToken.None)).ShouldBeNull();

        stream.Position.ShouldBe(RequestBody.MaxBytes + 1);
    }

    [Fact]
    public async Task The_memory_taken_is_the_body_s_own_and_no_more()
    {
        var sent = Bytes(RequestBody.MaxBytes);
        using var stream = new MemoryStream(sent);
        var before = GC.GetAllocatedBytesForCurrentThread();

        using var body = await RequestBody.ReadAsync(stream, sent.Length, CancellationToken.None);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(sent.Length + 10_000);
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Hands out its bytes in pieces of odd sizes, as a network does.</summary>
    private sealed class PiecemealStream(byte[] bytes) : MemoryStream(bytes)
    {
        private int _piece = 1;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _piece = (_piece * 7 % 65_521) + 1;
            return base.ReadAsync(buffer[..Math.Min(buffer.Length, _piece)], cancellationToken);
        }
    }
}
