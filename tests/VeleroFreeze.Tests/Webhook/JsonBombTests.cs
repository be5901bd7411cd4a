using System.Diagnostics;
using System.Text;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Webhook;

public class JsonBombTests
{
    private const int Million = 1_000_000;
    private const int ThreeMiB = 3 * 1024 * 1024;

    private static readonly Dictionary<string, Func<string>> Bombs = new(StringComparer.Ordinal)
    {
        ["depth of a million arrays"] = () => new string('[', Million) + new string(']', Million),
        ["depth of a million objects"] = () => new StringBuilder().Insert(0, "{\"a\":", Million).Append('1').Append('}', Million).ToString(),
        ["a million arrays that never close"] = () => new string('[', Million),
        ["three MiB of empty arrays"] = () => "[" + string.Join(',', Enumerable.Repeat("[]", ThreeMiB / 3)) + "]",
        ["a million keys"] = () => "{" + string.Join(',', Enumerable.Range(0, Million).Select(i => $"\"k{i}\":1")) + "}",
        ["a million times the same key"] = () => "{" + string.Join(',', Enumerable.Repeat("\"k\":1", Million)) + "}",
        ["a string of three MiB"] = () => "\"" + new string('s', ThreeMiB) + "\"",
        ["a string of three MiB of escapes"] = () => "\"" + new StringBuilder().Insert(0, "\\u0041", ThreeMiB / 6) + "\"",
        ["half a surrogate pair"] = () => "\"\\ud800\"",
        ["a number of a million digits"] = () => "1" + new string('0', Million),
    };

    private static readonly Dictionary<string, Func<string, string>> Places = new(StringComparer.Ordinal)
    {
        ["as the body"] = bomb => bomb,
        ["as the object"] = bomb => Reviews.Create(bomb),
        ["as the old object"] = bomb => Reviews.Update(Reviews.Vm(), bomb),
        ["beside the object"] = bomb => Reviews.WithMember($"\"options2\": {bomb}"),
        ["as a field that is read"] = bomb => Reviews.Create(Reviews.Vm()).Replace("\"name\": \"db-0\",\n    \"namespace\"", $"\"name\": {bomb},\n    \"namespace\"", StringComparison.Ordinal),
        ["as the uid"] = bomb => Reviews.Create(Reviews.Vm()).Replace($"\"{Reviews.Uid}\"", bomb, StringComparison.Ordinal),
        ["as the template's metadata"] = bomb => Reviews.Create(Reviews.Vm(templateMetadata: bomb)),
        ["as the template's annotations"] = bomb => Reviews.Create(Reviews.Vm(templateMetadata: $$"""{"annotations":{{bomb}}}""")),
        ["as an annotation that is read"] = bomb => Reviews.Create(Reviews.Vm(templateMetadata: $$$"""{"annotations":{"velerofreeze.io/injected":{{{bomb}}}}}""")),
        ["as the spec"] = bomb => Reviews.Create($$$"""{"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{"name":"a"},"spec":{{{bomb}}}}"""),
    };

    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var (bomb, place) in Bombs.Keys.SelectMany(bomb => Places.Keys.Select(place => (bomb, place))))
            {
                all.Add(bomb, place);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_body_made_to_cost_memory_costs_less_than_twice_its_size(string bomb, string place)
    {
        var body = Encoding.UTF8.GetBytes(Places[place](Bombs[bomb]()));
        var handler = new AdmissionHandler(KubeVirtVersion.Newest, OnError.Continue);
        var clock = Stopwatch.StartNew();
        _ = handler.Answer(body, FreezePolicy.Required);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var answer = handler.Answer(body, FreezePolicy.Required);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Answered.Of(answer).ShouldDoNoHarm();
        allocated.ShouldBeLessThan((2L * body.Length) + 64_000);
        // Milliseconds in truth; this only says that it ends.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }
}
