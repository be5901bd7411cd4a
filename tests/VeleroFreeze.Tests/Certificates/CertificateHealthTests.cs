using VeleroFreeze.Core.Certificates;

namespace VeleroFreeze.Tests.Certificates;

public sealed class CertificateHealthTests
{
    [Fact]
    public void A_settled_rotation_has_nothing_wrong()
    {
        var play = RotationPlay.Settled();
        var health = CertificateHealth.Of(play.State, play.Now);
        (health.Phase, health.Problems.Count).ShouldBe(("steady", 0));
    }

    [Fact]
    public void Less_than_a_third_of_a_life_is_a_problem()
    {
        var play = RotationPlay.Settled();
        CertificateHealth.Of(play.State, play.Now.AddDays(9)).Problems.ShouldBeEmpty();
        CertificateHealth.Of(play.State, play.Now.AddDays(10)).Problems.ShouldBe(["the serving certificate has less than a third of its life left"]);
        CertificateHealth.Of(play.State, play.Now.AddDays(20)).Problems.ShouldBe(["the serving certificate has ended"]);
    }

    [Fact]
    public void A_certificate_that_the_registration_does_not_trust_is_a_problem()
    {
        var play = RotationPlay.Settled();
        play.Blank(2);
        CertificateHealth.Of(play.State, play.Now).Problems.ShouldBe(["the registration does not trust the serving certificate: the API server passes the webhook over"]);
    }

    [Fact]
    public void Nothing_at_all_is_three_words_and_two_problems()
    {
        var health = CertificateHealth.Of(new RotationState(), DateTimeOffset.UnixEpoch);
        health.Phase.ShouldBe("no authority");
        health.Problems.ShouldBe(["there is no serving certificate", "there is no registration: no API server asks the webhook"]);
    }
}
