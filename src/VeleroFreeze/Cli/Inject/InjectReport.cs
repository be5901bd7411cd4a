using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Cli.Inject;

/// <summary>Says what was decided about each virtual machine: lines for people, JSON for machines.</summary>
internal static class InjectReport
{
    /// <summary>One line a virtual machine, and under it what its owner should know; then what keeps files from being changed.</summary>
    /// <param name="files">The files.</param>
    /// <param name="withChanges">False leaves out those that change, where <see cref="Changes"/> lists them.</param>
    public static string Text(IReadOnlyList<FileInjection> files, bool withChanges)
    {
        var objects = files.SelectMany(file => file.Objects).Where(o => withChanges || !o.IsChanged).SelectMany(Lines);
        var errors = files.SelectMany(file => file.Errors).Select(error => $"{error}; the file is left as it was");
        return string.Concat(objects.Concat(errors).Select(line => line + "\n"));
    }

    /// <summary>The virtual machines that change.</summary>
    public static string Changes(IReadOnlyList<FileInjection> files) =>
        string.Concat(files.SelectMany(file => file.Objects).Where(o => o.IsChanged).SelectMany(Lines).Select(line => line + "\n"));

    public static string Json(IReadOnlyList<FileInjection> files)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonOutput.Indented))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("objects");
            foreach (var o in files.SelectMany(file => file.Objects))
            {
                Write(writer, o);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("errors");
            foreach (var error in files.SelectMany(file => file.Errors))
            {
                JsonOutput.Write(writer, error);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>The object's name as people say it: <c>shop/db</c>, <c>?/db</c> where the namespace is unknown.</summary>
    public static string Name(InjectedObject o) =>
        $"{o.Namespace ?? "?"}/{o.Manifest.Name ?? (o.Manifest.GenerateName is { } prefix ? prefix + "*" : "?")}";

    private static IEnumerable<string> Lines(InjectedObject o)
    {
        var why = $"{Outcome(o)} ({o.Result.ReasonCode ?? KebabCase.Of(o.Result.Policy)})";
        return Notes(o.Result).Prepend($"{Name(o),-24} {why,-30} {o.Path}:{o.Source.Position.Line}");
    }

    private static string Outcome(InjectedObject o) => o.IsRefused ? "refused" : KebabCase.Of(o.Result.Outcome);

    private static IEnumerable<string> Notes(InjectionResult result)
    {
        if (ReasonText.Of(result.Reason) is { } text)
        {
            yield return "    " + text;
        }

        foreach (var warning in result.Warnings)
        {
            yield return $"    warning: {warning.Text}";
        }
    }

    private static void Write(Utf8JsonWriter writer, InjectedObject o)
    {
        writer.WriteStartObject();
        writer.WriteString("path", o.Path);
        writer.WriteNumber("line", o.Source.Position.Line);
        writer.WriteString("kind", o.Manifest.KindName);
        writer.WriteString("namespace", o.Namespace);
        writer.WriteString("name", o.Manifest.Name);
        writer.WriteString("policy", KebabCase.Of(o.Result.Policy));
        writer.WriteString("outcome", Outcome(o));
        writer.WriteString("reason", o.Result.ReasonCode);
        writer.WriteStartArray("warnings");
        foreach (var warning in o.Result.Warnings)
        {
            writer.WriteStartObject();
            writer.WriteString("code", warning.Code);
            writer.WriteString("text", warning.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
