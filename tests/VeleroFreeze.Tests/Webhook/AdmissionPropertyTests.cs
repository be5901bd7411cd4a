using System.Text;
using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Webhook;

public class AdmissionPropertyTests
{
    private static readonly FreezePolicy[] Defaults = [FreezePolicy.None, FreezePolicy.Required, FreezePolicy.Preferred];

    private static readonly byte[][] Seeds =
    [
        .. new[]
        {
            Reviews.Create(Reviews.Vm()),
            Reviews.Create(Reviews.Vm(policy: null, templateMetadata: "null")),
            Reviews.Update(Reviews.Vm(), Reviews.Vm("disabled")),
            Reviews.Update(Reviews.Vm("preferred", """{"annotations":{"pre.hook.backup.velero.io/command":"[\"/bin/true\"]"}}"""), Reviews.Vm()),
            Reviews.Review("DELETE", "null", Reviews.Vm()),
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Hostile =
    [
        [.. "\\ud800"u8], [.. "\\u0000"u8], [0], [0xff, 0xfe], [0xef, 0xbb, 0xbf], [0xed, 0xa0, 0x80], [.. "null"u8], [.. "{}"u8], [.. "[]"u8], [.. "\""u8],
        [.. "\\"u8], [.. "1e999999"u8], [.. "-"u8], [.. "{\"uid\":\"x\"}"u8], [.. ",\"uid\":\"y\""u8], [.. "\"object\":"u8], [.. "~1"u8], [.. "/"u8], [.. "}"u8], [.. "]]]]"u8],
    ];

    [Fact]
    public void No_bytes_whatever_are_answered_with_harm()
    {
        var bytes = ArbMap.Default.GeneratorFor<byte[]>();

        Check.One(Quick(2_000), Prop.ForAll(bytes.ToArbitrary(), body => Answered.To(body).ShouldDoNoHarm()));
    }

    [Fact]
    public void A_review_that_was_damaged_on_its_way_is_answered_without_harm()
    {
        var damaged =
            from seed in Gen.Elements(Seeds)
            from count in Gen.Choose(1, 4)
            from edits in Gen.Choose(0, int.MaxValue).ArrayOf(count)
            select edits.Aggregate(seed, Damage);

        var answered = 0;
        Check.One(Quick(20_000), Prop.ForAll(damaged.ToArbitrary(), body =>
        {
            var answer = Answered.To(body, Defaults[body.Length % Defaults.Length]);
            answer.ShouldDoNoHarm();
            answered += answer.Status == 200 ? 1 : 0;
        }));

        // Were all of them refused, nothing behind the envelope would have been tried.
        answered.ShouldBeGreaterThan(PropertyCases.Count(20_000) / 20);
    }

    [Fact]
    public void A_damaged_object_within_a_sound_review_keeps_its_uid()
    {
        var seed = Encoding.UTF8.GetBytes(Reviews.Vm());
        var objects =
            from choice in Gen.Choose(0, int.MaxValue)
            from value in Gen.Elements("null", "[]", "{}", "1", "\"\\ud800\"", "\"x\"", "true", "{\"a\":{\"a\":[]}}")
            select ReplaceOneValue(seed, choice, value);

        Check.One(Quick(5_000), Prop.ForAll(objects.ToArbitrary(), vm =>
        {
            var answer = Answered.To(Reviews.Create(vm));
            answer.Status.ShouldBe(200);
            answer.ShouldDoNoHarm(Reviews.Uid);
        }));
    }

    private static Config Quick(int usual) => Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Count(usual));

    /// <summary>One edit, chosen by a number so that a failing case can be repeated: a bit turned, a slice cut, doubled or moved, or something hostile put in.</summary>
    private static byte[] Damage(byte[] body, int choice)
    {
        if (body.Length == 0)
        {
            return body;
        }

        var random = new Random(choice);
        var at = random.Next(body.Length);
        var length = random.Next(Math.Min(64, body.Length - at) + 1);
        return (choice % 5) switch
        {
            0 => [.. body[..at], (byte)(body[at] ^ (1 << random.Next(8))), .. body[(at + 1)..]],
            1 => [.. body[..at], .. body[(at + length)..]],
            2 => [.. body[..(at + length)], .. body[at..]],
            3 => [.. body[..at], .. Hostile[random.Next(Hostile.Length)], .. body[at..]],
            _ => [.. body[..at], .. Hostile[random.Next(Hostile.Length)], .. body[Math.Min(body.Length, at + length)..]],
        };
    }

    /// <summary>Puts other JSON in place of one value anywhere in a document.</summary>
    private static string ReplaceOneValue(byte[] document, int choice, string value)
    {
        var spans = new List<(int Start, int End)>();
        var reader = new System.Text.Json.Utf8JsonReader(document);
        var open = new Stack<int>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case System.Text.Json.JsonTokenType.StartObject or System.Text.Json.JsonTokenType.StartArray:
                    open.Push((int)reader.TokenStartIndex);
                    break;
                case System.Text.Json.JsonTokenType.EndObject or System.Text.Json.JsonTokenType.EndArray:
                    spans.Add((open.Pop(), (int)reader.BytesConsumed));
                    break;
                case System.Text.Json.JsonTokenType.PropertyName:
                    break;
                default:
                    spans.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
                    break;
            }
        }

        // The last is the document itself; without an object there is nothing to damage.
        var (start, end) = spans[choice % (spans.Count - 1)];
        return Encoding.UTF8.GetString(document.AsSpan(0, start)) + value + Encoding.UTF8.GetString(document.AsSpan(end));
    }
}
