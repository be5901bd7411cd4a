using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Webhook;

public sealed class RehearsalTests
{
    [Theory]
    [InlineData(OnError.Continue)]
    [InlineData(OnError.Fail)]
    public void The_rehearsal_goes_the_whole_way_to_an_injection(OnError onError) =>
        Rehearsal.Succeeds(new AdmissionHandler(KubeVirtVersion.Newest, onError)).ShouldBeTrue();
}
