using System.Net;
using VeleroFreeze.Backups.Storage;

namespace VeleroFreeze.Tests.Backups.Storage;

public sealed class AddressRulesTests
{
    private static readonly AddressRules Strict = new(AllowLoopback: false, [new IPEndPoint(IPAddress.Parse("10.96.0.1"), 443)]);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.1")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("10.96.0.1")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("fd00:ec2::254")]
    public void Some_addresses_are_never_called(string address) => Strict.Refusal(IPAddress.Parse(address), 443).ShouldNotBeNull();

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("52.219.1.1")]
    [InlineData("fd12:3456::1")]
    [InlineData("2600::1")]
    [InlineData("64:ff9b::34db:101")]
    public void Private_and_public_addresses_may_be_called(string address) => Strict.Refusal(IPAddress.Parse(address), 443).ShouldBeNull();

    // All of them are 169.254.169.254, where clouds hand out credentials.
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("2852039166")]
    [InlineData("0xA9FEA9FE")]
    [InlineData("0xA9.0xFE.0xA9.0xFE")]
    [InlineData("0251.0376.0251.0376")]
    [InlineData("169.254.43518")]
    [InlineData("169.16689662")]
    [InlineData("[::ffff:a9fe:a9fe]")]
    [InlineData("[::ffff:169.254.169.254]")]
    [InlineData("[::a9fe:a9fe]")]
    [InlineData("[64:ff9b::a9fe:a9fe]")]
    [InlineData("[2002:a9fe:a9fe::1]")]
    public async Task However_an_address_is_written_it_is_recognised(string host)
    {
        var resolved = await Dns.GetHostAddressesAsync(new Uri($"https://{host}/file").IdnHost);
        resolved.ShouldNotBeEmpty();
        resolved.ShouldAllBe(address => Strict.Refusal(address, 443) == "a link-local address");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void This_machine_may_be_called_where_that_is_allowed_but_not_its_API_server(string address)
    {
        var rules = new AddressRules(AllowLoopback: true, [new IPEndPoint(AddressRules.Unwrap(IPAddress.Parse(address)), 6443)]);
        rules.Refusal(IPAddress.Parse(address), 9000).ShouldBeNull();
        rules.Refusal(IPAddress.Parse(address), 6443).ShouldBe("the API server's address");
    }

    [Fact]
    public void The_API_server_is_refused_on_every_port()
    {
        Strict.Refusal(IPAddress.Parse("10.96.0.1"), 9000).ShouldBe("the API server's address");
        Strict.Refusal(IPAddress.Parse("::ffff:10.96.0.1"), 9000).ShouldBe("the API server's address");
    }
}
