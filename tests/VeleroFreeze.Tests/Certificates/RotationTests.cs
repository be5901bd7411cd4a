using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Certificates;

public sealed class RotationTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void From_nothing_an_authority_is_trusted_before_it_signs()
    {
        var play = RotationPlay.Settled();
        Names(play).ShouldBe(["CreateAuthority", "Publish", "Promote", "SignLeaf", "Wait"]);
        play.State.Leaf!.IssuerId.ShouldBe(play.State.Current!.Id);
    }

    [Fact]
    public void A_serving_certificate_is_replaced_at_half_of_its_life()
    {
        var play = RotationPlay.Settled();
        play.Pass(TimeSpan.FromDays(7) - Hour);
        play.Step().ShouldBeOfType<RotationStep.Wait>();
        play.Pass(Hour);
        play.Step().ShouldBeOfType<RotationStep.SignLeaf>();
    }

    [Fact]
    public void An_authority_is_replaced_at_two_thirds_of_its_life_step_by_step()
    {
        var play = RotationPlay.Settled();
        play.Pass(TimeSpan.FromDays(486), every: TimeSpan.FromDays(1));
        play.State.Next.ShouldBeNull();
        play.Pass(TimeSpan.FromDays(1));
        play.Taken.Clear();
        play.Settle();
        Names(play).Where(name => name != "SignLeaf").ShouldBe(["CreateAuthority", "Publish", "NotePublished", "Wait"]);
        play.Pass(TimeSpan.FromMinutes(10));
        play.Taken.Clear();
        play.Settle();
        Names(play).ShouldBe(["Promote", "SignLeaf", "Wait"]);
        play.State.Retired.Count.ShouldBe(1);
        play.Pass(TimeSpan.FromHours(24));
        play.Taken.Clear();
        play.Settle();
        Names(play).ShouldBe(["Retire", "Publish", "Wait"]);
        play.State.Published.ShouldAllBe(bundle => bundle.Count == 1);
    }

    [Fact]
    public void A_bundle_that_somebody_emptied_is_written_again()
    {
        var play = RotationPlay.Settled();
        play.Blank(1);
        play.Step().ShouldBe(new RotationStep.Publish(play.State.Published[0]), Comparer);
    }

    [Fact]
    public void A_lost_authority_stays_trusted_beside_the_new_one()
    {
        var play = RotationPlay.Settled();
        var lost = play.State.Current!;
        play.LoseAuthority();
        play.Settle();
        play.State.Published.ShouldAllBe(bundle => bundle.Contains(lost) && bundle.Count == 2);
        play.State.Leaf!.IssuerId.ShouldBe(lost.Id, "nothing is signed before every API server knows the new one");
        play.Pass(TimeSpan.FromHours(25), every: TimeSpan.FromMinutes(1));
        play.State.Published.ShouldAllBe(bundle => bundle.Count == 1 && bundle[0].Id == play.State.Leaf!.IssuerId);
    }

    [Fact]
    public void An_authority_that_somebody_puts_in_its_place_signs_nothing_and_costs_the_old_one_no_trust()
    {
        var play = RotationPlay.Settled();
        var (own, served) = (play.State.Current!, play.State.Leaf!);
        play.SwapAuthority();
        play.Settle();
        play.State.Published.ShouldAllBe(bundle => bundle.Contains(own));
        play.State.Leaf.ShouldBe(served);
        play.State.Current.ShouldBeNull();
        play.Pass(TimeSpan.FromHours(25), every: TimeSpan.FromMinutes(1));
        play.State.Published.ShouldAllBe(bundle => bundle.Count == 1 && bundle[0].Id == play.State.Leaf!.IssuerId);
    }

    [Fact]
    public void An_authority_that_was_there_first_is_taken()
    {
        var own = new CertificateFacts("OWN", "OWN", DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, "OWN");
        var play = new RotationPlay { State = new RotationState { Current = own, Published = [[], [], []] } };
        play.Settle();
        Names(play).ShouldBe(["Publish", "SignLeaf", "Wait"]);
        play.State.Leaf!.IssuerId.ShouldBe("OWN");
    }

    [Fact]
    public void An_authority_that_is_not_valid_yet_signs_nothing()
    {
        var play = RotationPlay.Settled();
        var state = play.State with { Current = play.State.Current! with { NotBefore = play.Now.AddDays(1) }, Leaf = null };
        Rotation.Next(state, play.Rules, play.Now).ShouldBeOfType<RotationStep.CreateAuthority>();
    }

    [Fact]
    public void What_cert_manager_keeps_is_left_to_it()
    {
        var state = new RotationState { KeptBy = "cert-manager.io/inject-ca-from", Published = [[]] };
        Rotation.Next(state, new RotationRules(), DateTimeOffset.UnixEpoch).ShouldBe(new RotationStep.LeaveTo("cert-manager.io/inject-ca-from"));
    }

    [Fact]
    public void Without_a_registration_the_webhook_gets_its_certificate_all_the_same()
    {
        var play = new RotationPlay { State = new RotationState() };
        play.Settle();
        play.State.Leaf.ShouldNotBeNull();
    }

    [Fact]
    public void A_certificate_for_another_Service_is_replaced()
    {
        var play = RotationPlay.Settled();
        Rotation.Next(play.State with { LeafNamesService = false }, play.Rules, play.Now).ShouldBeOfType<RotationStep.SignLeaf>();
    }

    [Fact]
    public void Who_asks_twice_for_an_authority_gets_one_change_after_the_other()
    {
        var play = RotationPlay.Settled();
        play.State = play.State with { WantsAuthority = true };
        play.Pass(TimeSpan.FromMinutes(11), every: TimeSpan.FromMinutes(1));
        play.State.Retired.Count.ShouldBe(1);
        play.State = play.State with { WantsAuthority = true };
        play.Settle();
        play.State.Next.ShouldBeNull("the first change is not over");
        play.Pass(TimeSpan.FromHours(24), every: Hour);
        play.State.Next.ShouldNotBeNull();
    }

    /// <summary>Whatever happens, in whatever order: no webhook ever serves what an API server does not trust, as far as it is ours to say.</summary>
    [Fact]
    public void No_certificate_is_ever_served_that_is_not_trusted() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Count(2_000)), Prop.ForAll(ArbMap.Default.ArbFor<int>(), Live));

    private static void Live(int seed)
    {
        var (play, random) = (RotationPlay.Settled(), new Random(seed));
        for (var day = 0; day < 60; day++)
        {
            play.Pass(TimeSpan.FromMinutes(random.Next(1, 2 * 24 * 60)));
            switch (random.Next(7))
            {
                case 0:
                    play.State = play.State with { WantsAuthority = true };
                    break;
                case 1:
                    play.State = play.State with { WantsLeaf = true };
                    break;
                case 2 when play.State.Retired.Count == 0:
                    play.LoseAuthority();
                    break;
                case 3 when play.State.Retired.Count == 0:
                    play.SwapAuthority();
                    break;
            }

            // Stopped in the middle, and gone on later, as often as you like.
            for (var steps = random.Next(6); steps > 0; steps--)
            {
                play.Step();
                play.Refused().ShouldBeEmpty();
                play.Pass(TimeSpan.FromSeconds(random.Next(0, 900)));
                play.Refused().ShouldBeEmpty();
            }

            play.State.Authorities.Count.ShouldBeLessThanOrEqualTo(RotationRules.MaxAuthorities);
        }

        play.Settle();
        play.Pass(TimeSpan.FromDays(3), every: TimeSpan.FromMinutes(30));
        play.State.Next.ShouldBeNull();
        play.State.Published.ShouldAllBe(bundle => bundle.Any(authority => authority.Id == play.State.Leaf!.IssuerId));
    }

    private static readonly IEqualityComparer<RotationStep> Comparer = EqualityComparer<RotationStep>.Create(
        (one, other) => one is RotationStep.Publish { Authorities: var left } && other is RotationStep.Publish { Authorities: var right } && left.SequenceEqual(right), _ => 0);

    private static IEnumerable<string> Names(RotationPlay play) => play.Taken.Select(step => step.GetType().Name);
}
