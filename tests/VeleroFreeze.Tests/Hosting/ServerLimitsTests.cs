using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using VeleroFreeze.Hosting;

namespace VeleroFreeze.Tests.Hosting;

public class ServerLimitsTests
{
    [Fact]
    public void Each_limit_is_what_was_decided_and_not_what_the_framework_comes_with()
    {
        var options = new KestrelServerOptions();

        ServerLimits.Apply(options, maxBodyBytes: 7_340_032);

        options.AddServerHeader.ShouldBeFalse();
        options.AllowSynchronousIO.ShouldBeFalse();
        options.Limits.MaxRequestBodySize.ShouldBe(7_340_032);
        options.Limits.RequestHeadersTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        options.Limits.KeepAliveTimeout.ShouldBe(TimeSpan.FromSeconds(130));
        options.Limits.MinRequestBodyDataRate!.BytesPerSecond.ShouldBe(100_000);
        options.Limits.MinRequestBodyDataRate.GracePeriod.ShouldBe(TimeSpan.FromSeconds(2));
        options.Limits.MaxRequestHeaderCount.ShouldBe(50);
        options.Limits.MaxRequestHeadersTotalSize.ShouldBe(16_384);
        options.Limits.MaxRequestLineSize.ShouldBe(4096);
        options.Limits.MaxConcurrentConnections.ShouldBe(512);
        options.Limits.MaxRequestBufferSize.ShouldBe(65_536);
        ServerLimits.HandshakeTimeout.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void What_comes_in_encrypted_waits_in_a_small_buffer_too()
    {
        var sockets = new SocketTransportOptions();

        ServerLimits.Apply(sockets);

        sockets.MaxReadBufferSize.ShouldBe(65_536);
    }
}
