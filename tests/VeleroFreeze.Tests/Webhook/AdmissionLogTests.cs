using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Webhook;

public class AdmissionLogTests
{
    [Theory]
    [InlineData("db-0", "db-0")]
    [InlineData("VirtualMachine", "VirtualMachine")]
    [InlineData("", "-")]
    [InlineData("a\nb outcome=injected", "a?b?outcome?injected")]
    [InlineData("\u001b[31mred\u202e", "??31mred?")]
    [InlineData("grün", "gr?n")]
    public void A_name_cannot_break_a_line_or_look_like_a_field(string name, string logged) => AdmissionLog.Name(name).ShouldBe(logged);

    [Fact]
    public void A_name_is_cut_at_the_longest_that_Kubernetes_has() => AdmissionLog.Name(new string('n', 2000)).Length.ShouldBe(253);
}
