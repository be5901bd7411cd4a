using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Hooks;

public class InjectionMarkerTests
{
    private const string Plain = "v1;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false";
    private const string Tuned = "v1;ns=shop;name=db;on-error=Fail;pre=90.5s;post=60s;after=120s;skip=true";

    [Fact]
    public void The_marker_is_the_parameters()
    {
        InjectionMarker.Parse(Plain).ShouldBe(Parameters(OnError.Continue, 75_000_000_000, null, owns: false));
        InjectionMarker.Parse(Tuned).ShouldBe(Parameters(OnError.Fail, 90_500_000_000, 120, owns: true));
    }

    [Fact]
    public void Rendering_gives_the_annotations_of_both_hooks_and_the_marker() =>
        InjectionMarker.Parse(Tuned)!.Render().Select(annotation => annotation.Key + ": " + annotation.Value).ShouldBe(
        [
            """pre.hook.backup.velero.io/command: ["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "shop", "--unfreezeTimeoutSeconds", "120"]""",
            "pre.hook.backup.velero.io/container: compute",
            "pre.hook.backup.velero.io/on-error: Fail",
            "pre.hook.backup.velero.io/timeout: 90.5s",
            """post.hook.backup.velero.io/command: ["/usr/bin/virt-freezer", "--unfreeze", "--name", "db", "--namespace", "shop"]""",
            "post.hook.backup.velero.io/container: compute",
            "post.hook.backup.velero.io/on-error: Fail",
            "post.hook.backup.velero.io/timeout: 60s",
            "velerofreeze.io/injected: " + Tuned,
        ]);

    [Theory]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("v2;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false")]
    [InlineData("v1;name=db;ns=shop;on-error=Continue;pre=75s;post=60s;after=;skip=false")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false;more=1")]
    [InlineData("v1;ns=shop;name=db;on-error=continue;pre=75s;post=60s;after=;skip=false")]
    [InlineData("v1;ns=shop;name=db;on-error=0;pre=75s;post=60s;after=;skip=false")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue, Fail;pre=75s;post=60s;after=;skip=false")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue;pre=1m15s;post=60s;after=;skip=false")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue;pre=75.0s;post=60s;after=;skip=false")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue;pre=75s;post=;after=;skip=false")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=120;skip=false")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=0120s;skip=false")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=120ss;skip=false")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=120\0s;skip=false")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=TRUE")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false\n")]
    public void Another_version_or_an_edited_marker_is_not_read(string text) => InjectionMarker.Parse(text).ShouldBeNull();

    [Fact]
    public void What_is_rendered_is_read_back() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(AnyParameters(), parameters =>
            InjectionMarker.Parse(InjectionMarker.Render(parameters)) == parameters));

    [Fact]
    public void An_edit_of_one_character_is_refused_or_means_exactly_what_it_says()
    {
        var insertable = "0159avs=;.-+ \0é".ToCharArray();
        foreach (var text in new[] { Plain, Tuned })
        {
            for (var i = 0; i <= text.Length; i++)
            {
                IEnumerable<string> edits = insertable.Select(c => text.Insert(i, c.ToString()));
                if (i < text.Length)
                {
                    edits = edits.Append(text.Remove(i, 1)).Concat(insertable.Select(c => text.Remove(i, 1).Insert(i, c.ToString())));
                }

                foreach (var edit in edits)
                {
                    if (InjectionMarker.Parse(edit) is { } parsed)
                    {
                        InjectionMarker.Render(parsed).ShouldBe(edit);
                    }
                }
            }
        }
    }

    private static HookParameters Parameters(OnError onError, long freeze, int? after, bool owns) =>
        new("shop", "db", onError, new GoDuration(freeze), GoDuration.FromSeconds(60), after, owns);

    private static Arbitrary<HookParameters> AnyParameters() =>
        (from space in Gen.Elements("default", "a-b", "ns1")
         from name in Gen.Elements("vm", "db.example.com", "0", "v1")
         from onError in Gen.Elements(OnError.Continue, OnError.Fail)
         from pre in Gen.Choose(1, 600_000)
         from post in Gen.Choose(1, 600_000)
         from after in Gen.Choose(-1, 3600)
         from owns in Gen.Elements(true, false)
         select new HookParameters(
             space, name, onError, new GoDuration(pre * 1_000_000L), new GoDuration(post * 1_000_000L), after < 0 ? null : after, owns)).ToArbitrary();
}
