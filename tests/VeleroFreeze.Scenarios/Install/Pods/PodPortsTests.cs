using System.Net;
using System.Net.Sockets;

namespace VeleroFreeze.Scenarios.Install.Pods;

public class PodPortsTests
{
    [Fact]
    public void A_port_that_another_program_listens_at_on_every_address_is_not_given_to_pods()
    {
        using var other = new TcpListener(IPAddress.Any, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        Should.Throw<SocketException>(() => Listen(taken));

        var given = PodPorts.Of(taken);

        given.ShouldNotBe(taken);
        Listen(given);
        PodPorts.Of(taken).ShouldBe(given);
    }

    [Theory]
    [InlineData("", 8080)]
    [InlineData("8080", 18080)]
    [InlineData("8080 18080 18081", 18082)]
    public void The_manifests_port_comes_first(string taken, int given) =>
        PodPorts.FirstFree(8080, port => !taken.Split(' ').Contains($"{port}")).ShouldBe(given);

    private static void Listen(int port)
    {
        using var pod = new TcpListener(new IPAddress([127, 254, 254, 1]), port);
        pod.Start();
    }
}
