using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Hooks;

public class FreezerCommandTests
{
    [Theory]
    [InlineData(FreezerMode.Freeze, null, """["/usr/bin/virt-freezer", "--freeze", "--name", "db-1", "--namespace", "shop"]""")]
    [InlineData(FreezerMode.Unfreeze, null, """["/usr/bin/virt-freezer", "--unfreeze", "--name", "db-1", "--namespace", "shop"]""")]
    [InlineData(FreezerMode.Freeze, 120,
        """["/usr/bin/virt-freezer", "--freeze", "--name", "db-1", "--namespace", "shop", "--unfreezeTimeoutSeconds", "120"]""")]
    [InlineData(FreezerMode.Freeze, 0,
        """["/usr/bin/virt-freezer", "--freeze", "--name", "db-1", "--namespace", "shop", "--unfreezeTimeoutSeconds", "0"]""")]
    public void The_rendered_text_is_byte_for_byte_what_KubeVirt_writes(FreezerMode mode, int? seconds, string expected) =>
        new FreezerCommand(mode, "shop", "db-1", seconds).Render().ShouldBe(expected);

    [Fact]
    public void A_name_can_never_end_its_string()
    {
        var text = new FreezerCommand(FreezerMode.Freeze, "n\\", "a\", \"--unfreeze").Render();
        VeleroCommand.Parse(text).Arguments.ShouldBe(["/usr/bin/virt-freezer", "--freeze", "--name", "a\", \"--unfreeze", "--namespace", "n\\"]);
    }

    [Theory]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns", FreezerMode.Freeze, null)]
    [InlineData("/usr/bin/virt-freezer --namespace ns --name vm --unfreeze", FreezerMode.Unfreeze, null)]
    [InlineData("/usr/bin/virt-freezer --name=vm --namespace=ns --freeze", FreezerMode.Freeze, null)]
    [InlineData("/usr/bin/virt-freezer --unfreezeTimeoutSeconds 60 --freeze --name vm --namespace ns", FreezerMode.Freeze, 60)]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns --unfreezeTimeoutSeconds=0", FreezerMode.Freeze, 0)]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns --unfreezeTimeoutSeconds -1", FreezerMode.Freeze, -1)]
    public void Arguments_are_read_in_any_order(string line, FreezerMode mode, int? seconds) =>
        FreezerCommand.Read(line.Split(' ')).ShouldBe(new FreezerCommand(mode, "ns", "vm", seconds));

    [Theory]
    [InlineData("")]
    [InlineData("/usr/bin/virt-freezer")]
    [InlineData("virt-freezer --freeze --name vm --namespace ns")]
    [InlineData("/usr/sbin/virt-freezer --freeze --name vm --namespace ns")]
    [InlineData("/usr/bin/virt-freezer --name vm --namespace ns")]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm")]
    [InlineData("/usr/bin/virt-freezer --freeze --namespace ns")]
    [InlineData("/usr/bin/virt-freezer --freeze --namespace ns --name")]
    [InlineData("/usr/bin/virt-freezer --freeze --unfreeze --name vm --namespace ns")]
    [InlineData("/usr/bin/virt-freezer --freeze --freeze --name vm --namespace ns")]
    [InlineData("/usr/bin/virt-freezer --freeze=true --name vm --namespace ns")]
    [InlineData("/usr/bin/virt-freezer --freeze=false --name vm --namespace ns")]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --name vm --namespace ns")]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns --namespace ns")]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns --verbose")]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns extra")]
    [InlineData("/usr/bin/virt-freezer -freeze --name vm --namespace ns")]
    [InlineData("/usr/bin/virt-freezer freeze --name vm --namespace ns")]
    [InlineData("/usr/bin/virt-freezer --freeze name=vm --namespace ns")]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns --unfreezeTimeoutSeconds")]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns --unfreezeTimeoutSeconds 5s")]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns --unfreezeTimeoutSeconds 010")]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns --unfreezeTimeoutSeconds +5")]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns --unfreezeTimeoutSeconds 5\0")]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns --unfreezeTimeoutSeconds 2147483648")]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns --unfreezeTimeoutSeconds 5 --unfreezeTimeoutSeconds 5")]
    public void Anything_else_is_not_read(string line) => FreezerCommand.Read(line.Split(' ')).ShouldBeNull();

    [Theory]
    [InlineData(FreezerMode.Freeze, null)]
    [InlineData(FreezerMode.Freeze, 3600)]
    [InlineData(FreezerMode.Unfreeze, null)]
    public void What_is_rendered_is_read_back(FreezerMode mode, int? seconds)
    {
        var command = new FreezerCommand(mode, "shop", "db.example.com", seconds);
        FreezerCommand.Read(VeleroCommand.Parse(command.Render()).Arguments).ShouldBe(command);
    }
}
