using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Hooks;

public class InjectionMarkerTests
{
    private const string Every = "pre.command,pre.container,pre.on-error,pre.timeout,post.command,post.container,post.on-error,post.timeout";
    private const string Plain = "v2;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false;keys=" + Every;
    private const string Tuned = "v2;ns=shop;name=db;on-error=Fail;pre=90.5s;post=60s;after=120s;skip=true;keys=pre.command,post.timeout";
    private const string First = "v1;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false";

    [Fact]
    public void The_marker_is_the_parameters_and_the_keys()
    {
        InjectionMarker.Parse(Plain).ShouldBe(new InjectionMarker(Parameters(OnError.Continue, 75_000_000_000, null, owns: false), InjectedKeys.All));
        var tuned = InjectedKeys.None.With("pre.hook.backup.velero.io/command").With("post.hook.backup.velero.io/timeout");
        InjectionMarker.Parse(Tuned).ShouldBe(new InjectionMarker(Parameters(OnError.Fail, 90_500_000_000, 120, owns: true), tuned));
    }

    [Fact]
    public void The_first_version_reads_as_all_keys_and_is_written_as_the_second() => InjectionMarker.Parse(First)!.Render().ShouldBe(Plain);

    [Fact]
    public void A_marker_may_list_nothing()
    {
        var marker = InjectionMarker.Parse("v2;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=true;keys=");
        marker!.Keys.ShouldBe(InjectedKeys.None);
        marker.Hooks.ShouldBeEmpty();
    }

    [Fact]
    public void The_parameters_give_the_annotations_of_both_hooks() =>
        InjectionMarker.Parse(Tuned)!.Parameters.Render().Select(annotation => annotation.Key + ": " + annotation.Value).ShouldBe(
        [
            """pre.hook.backup.velero.io/command: ["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "shop", "--unfreezeTimeoutSeconds", "120"]""",
            "pre.hook.backup.velero.io/container: compute",
            "pre.hook.backup.velero.io/on-error: Fail",
            "pre.hook.backup.velero.io/timeout: 90.5s",
            """post.hook.backup.velero.io/command: ["/usr/bin/virt-freezer", "--unfreeze", "--name", "db", "--namespace", "shop"]""",
            "post.hook.backup.velero.io/container: compute",
            "post.hook.backup.velero.io/on-error: Fail",
            "post.hook.backup.velero.io/timeout: 60s",
        ]);

    [Fact]
    public void Only_what_is_listed_is_ours() =>
        InjectionMarker.Parse(Tuned)!.Hooks.Select(hook => hook.Key).ShouldBe(["pre.hook.backup.velero.io/command", "post.hook.backup.velero.io/timeout"]);

    [Theory]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("v2;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false")]
    [InlineData("v1;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false;keys=pre.command")]
    [InlineData("v3;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false;keys=pre.command")]
    [InlineData("v2;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false;keys=pre.container,pre.command")]
    [InlineData("v2;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false;keys=pre.command,pre.command")]
    [InlineData("v2;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false;keys=pre.command,")]
    [InlineData("v2;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false;keys=command")]
    [InlineData("v2;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false;keys=pre.command;more=1")]
    [InlineData("v2;ns=shop;name=db;on-error=continue;pre=75s;post=60s;after=;skip=false;keys=pre.command")]
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
            Every.Split(',').Select((_, count) => Listed(count)).All(marked => InjectionMarker.Parse(new InjectionMarker(parameters, marked).Render()) == new InjectionMarker(parameters, marked))));

    [Fact]
    public void An_edit_of_one_character_is_refused_or_means_exactly_what_it_says()
    {
        var insertable = "0159avs=;.-+ \0é".ToCharArray();
        foreach (var text in new[] { Plain, Tuned, First })
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
                        AsWritten(parsed, edit).ShouldBe(edit);
                    }
                }
            }
        }
    }

    private static InjectedKeys Listed(int count) =>
        Parameters(OnError.Continue, 1, null, owns: false).Render().Take(count).Aggregate(InjectedKeys.None, (keys, hook) => keys.With(hook.Key));

    private static string AsWritten(InjectionMarker marker, string text) =>
        text.StartsWith("v1;", StringComparison.Ordinal) ? "v1;" + marker.Render()["v2;".Length..].Split(";keys=")[0] : marker.Render();

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
