using VeleroFreeze.Cli;

namespace VeleroFreeze.Tests.Cli;

public sealed class TextLayoutTests
{
    [Fact]
    public void A_guest_s_words_cannot_move_the_cursor_or_turn_the_line_around() =>
        TextLayout.Plain("a\u001b[2Jb\r\nc\u202Ed\u2028e").ShouldBe("a [2Jb  c d e");

    [Fact]
    public void Lines_break_at_blanks_before_the_80th_column()
    {
        var lines = TextLayout.Wrap(string.Join(' ', Enumerable.Repeat("word", 40)), indent: 2).ToList();
        lines.Count.ShouldBe(3);
        lines.ShouldAllBe(line => line.Length <= 80 && line.StartsWith("  word", StringComparison.Ordinal));
        string.Concat(lines).Replace(" ", "", StringComparison.Ordinal).Length.ShouldBe(160);
    }

    [Fact]
    public void A_long_word_stays_whole() => TextLayout.Wrap($"see {new string('x', 100)} there", indent: 2).ShouldBe(["  see", "  " + new string('x', 100), "  there"]);

    [Theory]
    [InlineData("short", "short  ")]
    [InlineData("exactly", "exactly")]
    [InlineData("far too long", "far to…")]
    public void A_cell_has_its_width_whatever_is_in_it(string text, string cell) => TextLayout.Cell(text, 7).ShouldBe(cell);
}
