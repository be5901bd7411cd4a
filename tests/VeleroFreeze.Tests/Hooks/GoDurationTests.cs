using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Hooks;

public class GoDurationTests
{
    private const long Ms = 1_000_000;
    private const long S = 1_000 * Ms;
    private const long M = 60 * S;
    private const long H = 60 * M;

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("+0", 0)]
    [InlineData("0s", 0)]
    [InlineData("0.0h", 0)]
    [InlineData("5s", 5 * S)]
    [InlineData("30s", 30 * S)]
    [InlineData("1478s", 1478 * S)]
    [InlineData("-5s", -5 * S)]
    [InlineData("+5s", 5 * S)]
    [InlineData("5.0s", 5 * S)]
    [InlineData("5.6s", 5_600 * Ms)]
    [InlineData("5.s", 5 * S)]
    [InlineData("1.s", S)]
    [InlineData(".5s", 500 * Ms)]
    [InlineData("-.5s", -500 * Ms)]
    [InlineData("+.5s", 500 * Ms)]
    [InlineData("1.0s", S)]
    [InlineData("1.00s", S)]
    [InlineData("1.004s", 1_004 * Ms)]
    [InlineData("1.0040s", 1_004 * Ms)]
    [InlineData("100.00100s", 100_001 * Ms)]
    [InlineData("00060s", 60 * S)]
    [InlineData("10ns", 10)]
    [InlineData("11us", 11_000)]
    [InlineData("12µs", 12_000)]
    [InlineData("12μs", 12_000)]
    [InlineData("13ms", 13 * Ms)]
    [InlineData("500ms", 500 * Ms)]
    [InlineData("14s", 14 * S)]
    [InlineData("15m", 15 * M)]
    [InlineData("16h", 16 * H)]
    [InlineData("1.5m", 90 * S)]
    [InlineData("1h30m", 90 * M)]
    [InlineData("3h30m", (3 * H) + (30 * M))]
    [InlineData("10.5s4m", (4 * M) + (10_500 * Ms))]
    [InlineData("-2m3.4s", -((2 * M) + (3_400 * Ms)))]
    [InlineData("1h2m3s4ms5us6ns", H + (2 * M) + (3 * S) + (4 * Ms) + 5_006)]
    [InlineData("39h9m14.425s", (39 * H) + (9 * M) + (14_425 * Ms))]
    [InlineData("1s1s", 2 * S)]
    [InlineData("52763797000ns", 52_763_797_000)]
    [InlineData("0.3333333333333333333h", 20 * M)]
    [InlineData("0.100000000000000000000h", 6 * M)]
    [InlineData("0.830103483285477580700h", (49 * M) + (48 * S) + 372_539_827)]
    [InlineData("9007199254740993ns", (1L << 53) + 1)]
    [InlineData("9223372036854775807ns", long.MaxValue)]
    [InlineData("9223372036854775.807us", long.MaxValue)]
    [InlineData("9223372036s854ms775us807ns", long.MaxValue)]
    [InlineData("-9223372036854775807ns", -long.MaxValue)]
    [InlineData("-9223372036854775808ns", long.MinValue)]
    [InlineData("-9223372036854775.808us", long.MinValue)]
    [InlineData("-9223372036s854ms775us808ns", long.MinValue)]
    [InlineData("2562047h47m16.854775807s", long.MaxValue)]
    public void Every_spelling_of_Go_is_read(string text, long nanoseconds)
    {
        GoDuration.TryParse(text, out var duration, out var error).ShouldBeTrue();
        duration.Nanoseconds.ShouldBe(nanoseconds);
        error.ShouldBeNull();
    }

    [Theory]
    [InlineData("", """time: invalid duration "" """)]
    [InlineData("300", """time: missing unit in duration "300" """)]
    [InlineData("3", """time: missing unit in duration "3" """)]
    [InlineData("1.5", """time: missing unit in duration "1.5" """)]
    [InlineData("1m30", """time: missing unit in duration "1m30" """)]
    [InlineData("00", """time: missing unit in duration "00" """)]
    [InlineData("-", """time: invalid duration "-" """)]
    [InlineData("+", """time: invalid duration "+" """)]
    [InlineData("s", """time: invalid duration "s" """)]
    [InlineData(".", """time: invalid duration "." """)]
    [InlineData("-.", """time: invalid duration "-." """)]
    [InlineData(".s", """time: invalid duration ".s" """)]
    [InlineData("-.s", """time: invalid duration "-.s" """)]
    [InlineData("+.s", """time: invalid duration "+.s" """)]
    [InlineData("--5s", """time: invalid duration "--5s" """)]
    [InlineData(" 5s", """time: invalid duration " 5s" """)]
    [InlineData("1,5s", """time: unknown unit "," in duration "1,5s" """)]
    [InlineData("5s ", """time: unknown unit "s " in duration "5s " """)]
    [InlineData("5 s", """time: unknown unit " s" in duration "5 s" """)]
    [InlineData("1d", """time: unknown unit "d" in duration "1d" """)]
    [InlineData("60S", """time: unknown unit "S" in duration "60S" """)]
    [InlineData("1H", """time: unknown unit "H" in duration "1H" """)]
    [InlineData("5sec", """time: unknown unit "sec" in duration "5sec" """)]
    [InlineData("1e3s", """time: unknown unit "e" in duration "1e3s" """)]
    [InlineData("0x5s", """time: unknown unit "x" in duration "0x5s" """)]
    [InlineData("1.2.3s", """time: missing unit in duration "1.2.3s" """)]
    [InlineData("1s-5s", """time: unknown unit "s-" in duration "1s-5s" """)]
    [InlineData("9223372036854775808ns", """time: invalid duration "9223372036854775808ns" """)]
    [InlineData("9223372036854775810ns", """time: invalid duration "9223372036854775810ns" """)]
    [InlineData("-9223372036854775809ns", """time: invalid duration "-9223372036854775809ns" """)]
    [InlineData("9223372036854776us", """time: invalid duration "9223372036854776us" """)]
    [InlineData("9223372036854775.808us", """time: invalid duration "9223372036854775.808us" """)]
    [InlineData("9223372036854ms775us808ns", """time: invalid duration "9223372036854ms775us808ns" """)]
    [InlineData("3000000h", """time: invalid duration "3000000h" """)]
    [InlineData("99999999999999999999s", """time: invalid duration "99999999999999999999s" """)]
    [InlineData("1秒", """time: unknown unit "\xe7\xa7\x92" in duration "1\xe7\xa7\x92" """)]
    [InlineData("5\"\\", """time: unknown unit "\"\\" in duration "5\"\\" """)]
    [InlineData("5\n", """time: unknown unit "\x0a" in duration "5\x0a" """)]
    public void What_Go_refuses_is_refused_in_its_words(string text, string expected)
    {
        GoDuration.TryParse(text, out var duration, out var error).ShouldBeFalse();
        error.ShouldBe(expected[..^1]);
        duration.ShouldBe(default);
    }

    [Theory]
    [InlineData(0, "0s", "0s")]
    [InlineData(1, "1ns", "0.000000001s")]
    [InlineData(1_100, "1.1µs", "0.0000011s")]
    [InlineData(2_200_000, "2.2ms", "0.0022s")]
    [InlineData(500 * Ms, "500ms", "0.5s")]
    [InlineData(-500 * Ms, "-500ms", "-0.5s")]
    [InlineData(3_300 * Ms, "3.3s", "3.3s")]
    [InlineData(30 * S, "30s", "30s")]
    [InlineData(60 * S, "1m0s", "60s")]
    [InlineData(75 * S, "1m15s", "75s")]
    [InlineData(-75_250 * Ms, "-1m15.25s", "-75.25s")]
    [InlineData((5 * H) + (6 * M) + (7_001 * Ms), "5h6m7.001s", "18367.001s")]
    [InlineData(H, "1h0m0s", "3600s")]
    [InlineData(long.MaxValue, "2562047h47m16.854775807s", "9223372036.854775807s")]
    [InlineData(long.MinValue, "-2562047h47m16.854775808s", "-9223372036.854775808s")]
    public void Text_forms_are_Gos_and_plain_seconds(long nanoseconds, string asGo, string asSeconds)
    {
        var duration = new GoDuration(nanoseconds);
        duration.ToString().ShouldBe(asGo);
        duration.ToSecondsText().ShouldBe(asSeconds);
    }

    [Fact]
    public void Both_text_forms_of_any_duration_parse_back_to_it() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(Durations(), duration =>
            ParsesTo(duration.ToString(), duration) && ParsesTo(duration.ToSecondsText(), duration)));

    [Fact]
    public void Any_text_is_either_a_duration_or_an_error() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Texts(), text =>
            GoDuration.TryParse(text, out var duration, out var error) ? error is null : error is not null && duration == default));

    [Fact]
    public void Durations_compare_by_length()
    {
        (GoDuration.FromSeconds(60) < GoDuration.FromSeconds(61)).ShouldBeTrue();
        (GoDuration.FromSeconds(-1) > new GoDuration(-2 * S)).ShouldBeTrue();
        GoDuration.FromSeconds(60).IsWholeSeconds.ShouldBeTrue();
        new GoDuration(1_500 * Ms).IsWholeSeconds.ShouldBeFalse();
        new GoDuration(-1_500 * Ms).WholeSeconds.ShouldBe(-1);
    }

    private static bool ParsesTo(string text, GoDuration expected) =>
        GoDuration.TryParse(text, out var parsed, out _) && parsed == expected;

    /// <summary>All magnitudes alike, from nanoseconds to centuries.</summary>
    private static Arbitrary<GoDuration> Durations() =>
        (from value in ArbMap.Default.GeneratorFor<long>()
         from bits in Gen.Choose(int.MinValue, int.MaxValue)
         from shift in Gen.Choose(0, 63)
         select new GoDuration(((value << 32) ^ (uint)bits) >> shift)).ToArbitrary();

    private static Arbitrary<string> Texts() =>
        Gen.Elements("0", "1", "9", "922337203685477580", ".", "-", "+", "ns", "us", "µs", "ms", "s", "m", "h", "d", " ", "\"", "é", "\ud800")
            .ListOf().Select(string.Concat).ToArbitrary();
}
