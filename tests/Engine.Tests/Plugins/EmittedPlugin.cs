using System.Reflection;
using System.Reflection.Emit;
using StreamHost.Core.Models;
using StreamHost.Core.Packages;
using StreamHost.Core.Plugins;

namespace StreamHost.Engine.Tests.Plugins;

/// <summary>Writes the assembly of a plugin, right or wrong in one way, so that every way a plugin can be wrong needs no project of its own.</summary>
internal static class EmittedPlugin
{
    /// <summary>An assembly with that many public classes that are plugins.</summary>
    /// <param name="id">What each of them calls itself.</param>
    /// <param name="classes">How many there are.</param>
    /// <param name="throws">Whether making one fails.</param>
    public static byte[] Write(string id, int classes = 1, bool throws = false)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("plugin"), typeof(object).Assembly);
        var module = assembly.DefineDynamicModule("plugin");
        for (var i = 0; i < classes; i++)
            Define(module, $"Plugin{i}", id, throws);
        using var image = new MemoryStream();
        assembly.Save(image);
        return image.ToArray();
    }

    private static void Define(ModuleBuilder module, string name, string id, bool throws)
    {
        var type = module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.Class, typeof(object), [typeof(IPlugin)]);
        var body = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, []).GetILGenerator();
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Call, typeof(object).GetConstructor([])!);
        if (throws)
            EmitThrow(body, "no licence");
        body.Emit(OpCodes.Ret);

        Returns(type, "get_Id", id);
        var load = Implement(type, nameof(IPlugin.LoadEventModel), typeof(IEventModel), typeof(ModelPackage));
        load.Emit(OpCodes.Ldnull);
        load.Emit(OpCodes.Ret);
        type.CreateType();
    }

    private static void Returns(TypeBuilder type, string method, string value)
    {
        var body = Implement(type, method, typeof(string));
        body.Emit(OpCodes.Ldstr, value);
        body.Emit(OpCodes.Ret);
    }

    private static ILGenerator Implement(TypeBuilder type, string method, Type returns, params Type[] parameters) =>
        type.DefineMethod(method, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final, returns, parameters).GetILGenerator();

    private static void EmitThrow(ILGenerator body, string message)
    {
        body.Emit(OpCodes.Ldstr, message);
        body.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([typeof(string)])!);
        body.Emit(OpCodes.Throw);
    }
}
