using VeleroFreeze.Sandbox.Admission;

namespace VeleroFreeze.Tests.Sandbox;

public sealed class WarningRecorderTests
{
    [Fact]
    public void A_long_warning_stays_whole_while_all_fit()
    {
        var recorder = new WarningRecorder();
        recorder.Add(new string('x', 300));
        recorder.Headers().ShouldHaveSingleItem().ShouldBe($"299 - \"{new string('x', 300)}\"");
    }

    [Fact]
    public void When_they_do_not_fit_each_is_cut_and_the_rest_dropped()
    {
        var recorder = new WarningRecorder();
        for (var i = 0; i < 30; i++)
        {
            recorder.Add($"{i:00}{new string('x', 298)}");
        }

        var headers = recorder.Headers();
        headers.Count.ShouldBe(16);
        headers.ShouldAllBe(header => header.Length == 256 + "299 - \"\"".Length);
    }

    [Fact]
    public void Repeated_empty_and_unprintable_ones_are_dropped()
    {
        var recorder = new WarningRecorder();
        foreach (var text in (string[])["a", "a", "", "b\nc"])
        {
            recorder.Add(text);
        }

        recorder.Headers().ShouldBe(["299 - \"a\""]);
    }
}
