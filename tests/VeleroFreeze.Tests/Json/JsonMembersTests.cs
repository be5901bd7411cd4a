using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Json;

/// <summary>Members are found by brackets and quotes alone; .NET's own reader says what they are.</summary>
public class JsonMembersTests
{
    private static readonly string[] Words = ["1", "-0.5e+3", "true", "false", "null", "\"\"", "\"a\\\"]}\"", "\"\\\\\"", "\"\\u0022{\"", "\"ü[\"", "[]", "{}", Long];

    /// <summary>Brackets that are none, for longer than any block that is gone over at once; an escape far inside.</summary>
    private static string Long => $"\"{new string('[', 70)}\\\"{new string('}', 70)}\"";

    private static readonly string[] Spaces = ["", "", "", " ", "\n  ", "\t\r\n"];

    [Fact]
    public void Members_are_those_that_a_JSON_reader_finds()
    {
        for (var seed = 0; seed < PropertyCases.Count(2_000); seed++)
        {
            var random = new Random(seed);
            var json = Object(random, depth: 5);
            using var expected = JsonDocument.Parse(json);
            Walk(JsonSlice.Parse(Encoding.UTF8.GetBytes(json))).ShouldBe(expected.RootElement.EnumerateObject().Select(member => (member.Name, member.Value.GetRawText())), json);
        }
    }

    [Fact]
    public void Members_of_members_are_found_in_the_same_pass()
    {
        var set = new MemberSet("a").With("b", new MemberSet("c").With("d", new MemberSet("e")));
        var read = set.In(JsonSlice.Parse("""{"x":[{"b":1}],"b":{"d":{"z":{},"e":"deep"},"c":[1]},"a":{"c":2}}"""u8.ToArray()));
        read.Inner("b").Inner("d")["e"].AsString().ShouldBe("deep");
        Text(read.Inner("b")["c"]).ShouldBe("[1]");
        Text(read.Inner("b")["d"]).ShouldBe("""{"z":{},"e":"deep"}""");
        Text(read["a"]).ShouldBe("""{"c":2}""");
    }

    [Theory]
    [InlineData("""{"b":[]}""")]
    [InlineData("""{"b":null}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void Nothing_is_inside_what_is_no_object(string json)
    {
        var set = new MemberSet().With("b", new MemberSet("c"));
        set.In(JsonSlice.Parse(Encoding.UTF8.GetBytes(json))).Inner("b")["c"].Kind.ShouldBe(JsonValueKind.Undefined);
    }

    [Theory]
    [InlineData("""{"b":1,"b":2}""")]
    [InlineData("""{"b":{"c":1,"\u0063":2}}""")]
    public void A_wanted_key_that_stands_twice_is_refused_at_every_depth(string json)
    {
        var set = new MemberSet().With("b", new MemberSet("c"));
        Should.Throw<JsonException>(() => set.In(JsonSlice.Parse(Encoding.UTF8.GetBytes(json))));
    }

    [Fact]
    public void What_nobody_checked_ends_in_a_JSON_fault_or_in_members_and_never_behind_its_end()
    {
        for (var seed = 0; seed < PropertyCases.Count(2_000); seed++)
        {
            var random = new Random(seed);
            var bytes = Encoding.UTF8.GetBytes(Object(random, depth: 4));
            bytes = random.Next(2) == 0 ? bytes[..random.Next(1, bytes.Length + 1)] : bytes;
            bytes[random.Next(bytes.Length)] = (byte)"{}[]\",:\\ x"[random.Next(10)];
            try
            {
                Walk(new JsonSlice(bytes)).Count.ShouldBeLessThanOrEqualTo(bytes.Length);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                continue;
            }
        }
    }

    [Fact]
    public void Depth_is_bounded_as_it_is_for_a_reader()
    {
        var inside = string.Concat(Enumerable.Repeat('[', JsonSlice.MaxDepth)) + string.Concat(Enumerable.Repeat(']', JsonSlice.MaxDepth));
        Should.Throw<JsonException>(() => Walk(new JsonSlice(Encoding.UTF8.GetBytes($$"""{"a":{{inside}}}"""))));
        Walk(new JsonSlice(Encoding.UTF8.GetBytes($$"""{"a":{{inside[1..^1]}}}"""))).ShouldHaveSingleItem();
    }

    private static List<(string Name, string Value)> Walk(JsonSlice slice)
    {
        var members = new List<(string, string)>();
        foreach (var member in slice.Members())
        {
            members.Add((member.Name, Text(member.Value)));
        }

        return members;
    }

    private static string Text(JsonSlice slice) => Encoding.UTF8.GetString(slice.Utf8.Span);

    private static string Object(Random random, int depth)
    {
        var members = Enumerable.Range(0, random.Next(5)).Select(i => $"{Space(random)}\"k{i}{(random.Next(4) == 0 ? "\\\"" : "")}\"{Space(random)}:{Space(random)}{Value(random, depth - 1)}{Space(random)}");
        return $"{{{string.Join(',', members)}{Space(random)}}}";
    }

    private static string Value(Random random, int depth) =>
        depth == 0 || random.Next(2) == 0 ? Words[random.Next(Words.Length)]
        : random.Next(2) == 0 ? Object(random, depth)
        : $"[{Space(random)}{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1)))}{Space(random)}]";

    private static string Space(Random random) => Spaces[random.Next(Spaces.Length)];
}
