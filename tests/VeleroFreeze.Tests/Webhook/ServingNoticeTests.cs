using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Webhook;

/// <summary>Preflight's own VM is answered with what it wants to know; no other VM is.</summary>
public sealed class ServingNoticeTests
{
    private const string Notice = "velerofreeze: the serving certificate is valid from 2026-11-15T00:00:00Z to 2026-11-29T00:00:00Z";
    private const string Release = "velerofreeze: the KubeVirt version is 1.9.0, by its flag";

    private static readonly AdmissionHandler Handler = new(KubeVirtVersion.Newest, OnError.Continue) { Notices = () => [Notice, Release] };

    [Fact]
    public void It_is_told_which_certificate_is_served_and_which_KubeVirt_is_written_for()
    {
        var answered = Answer(Trial(dryRun: true));
        answered.ShouldDoNoHarm();
        answered.Warnings.ShouldBe([Notice, Release]);
        answered.Patch.ShouldBe(Answered.To(Trial(dryRun: true)).Patch);
    }

    [Fact]
    public void One_of_its_name_that_is_to_be_stored_is_not() => Answer(Trial(dryRun: false)).Warnings.ShouldBeEmpty();

    [Fact]
    public void Any_other_is_not() => Answer(Reviews.Create(Reviews.Vm(), dryRun: true)).Warnings.ShouldBeEmpty();

    private static string Trial(bool dryRun) => Reviews.Create(Reviews.Vm(), dryRun).Replace("db-0", "velerofreeze-preflight", StringComparison.Ordinal);

    private static Answered Answer(string review) => Answered.Of(Handler.Answer(System.Text.Encoding.UTF8.GetBytes(review), FreezePolicy.None));
}
