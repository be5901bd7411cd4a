using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace VeleroFreeze.Cli;

/// <summary>JSON as YAML, in the order and with the types of the JSON.</summary>
internal static class JsonYaml
{
    public static string Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, EmitterSettings.Default.WithNewLine("\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Write(emitter, document.RootElement);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Write(Emitter emitter, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(emitter, value);
                break;
            case JsonValueKind.Array:
                WriteArray(emitter, value);
                break;
            case JsonValueKind.String:
                // Quoted always: no reader can take a name such as "no" or "1e3" for anything else.
                emitter.Emit(new Scalar(null, null, value.GetString()!, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true));
                break;
            default:
                emitter.Emit(new Scalar(value.GetRawText()));
                break;
        }
    }

    private static void WriteObject(Emitter emitter, JsonElement value)
    {
        emitter.Emit(new MappingStart(null, null, isImplicit: true, value.EnumerateObject().Any() ? MappingStyle.Block : MappingStyle.Flow));
        foreach (var member in value.EnumerateObject())
        {
            emitter.Emit(new Scalar(member.Name));
            Write(emitter, member.Value);
        }

        emitter.Emit(new MappingEnd());
    }

    private static void WriteArray(Emitter emitter, JsonElement value)
    {
        emitter.Emit(new SequenceStart(null, null, isImplicit: true, value.GetArrayLength() > 0 ? SequenceStyle.Block : SequenceStyle.Flow));
        foreach (var item in value.EnumerateArray())
        {
            Write(emitter, item);
        }

        emitter.Emit(new SequenceEnd());
    }
}
