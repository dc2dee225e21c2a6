#!/usr/bin/env python3
"""ONNX Runtime's profiles: made by it, and read by a second program.

profile.py run MODEL LEVEL RUNS PROFILE [OPTIMIZED]
    runs MODEL, optimized to LEVEL (none, all), RUNS times and leaves PROFILE;
    OPTIMIZED is the model that ran.
profile.py loop MODEL
    writes a model that has an If within a Loop.
profile.py fused MODEL
    writes one of six Convs with a Relu behind each, which ONNX Runtime fuses.
profile.py sums PROFILE...
    prints what hierstats --profile counts, from the rules in its page alone:
    `NAME OP_TYPE US`, a line for each node that ran.
"""
import collections
import json
import os
import statistics
import sys


def run(model, level, runs, profile, optimized=None):
    import numpy
    import onnxruntime

    o = onnxruntime.SessionOptions()
    o.enable_profiling = True
    o.profile_file_prefix = profile
    o.intra_op_num_threads = o.inter_op_num_threads = 1
    o.log_severity_level = 3
    levels = onnxruntime.GraphOptimizationLevel
    o.graph_optimization_level = {'none': levels.ORT_DISABLE_ALL,
                                  'all': levels.ORT_ENABLE_ALL}[level]
    if optimized:
        o.optimized_model_filepath = optimized
    session = onnxruntime.InferenceSession(
        model, o, providers=['CPUExecutionProvider'])
    types = {'tensor(int64)': numpy.int64, 'tensor(float)': numpy.float32,
             'tensor(bool)': numpy.bool_}
    feed = {i.name: numpy.ones([d if isinstance(d, int) else 8
                                for d in i.shape], types[i.type])
            for i in session.get_inputs()}
    for _ in range(int(runs)):
        session.run(None, feed)
    os.rename(session.end_profiling(), profile)


def loop(file):
    from onnx import TensorProto, checker, helper, save

    value = helper.make_tensor_value_info
    branches = {
        name: helper.make_graph(
            [helper.make_node(op, ['x'], [name + '_y'], '/loop/if/' + op)],
            name, [], [value(name + '_y', TensorProto.FLOAT, [64, 64])])
        for name, op in (('then_branch', 'Exp'), ('else_branch', 'Abs'))}
    body = helper.make_graph(
        [helper.make_node('If', ['go'], ['y'], '/loop/if/If', **branches),
         helper.make_node('MatMul', ['y', 'y'], ['z'], '/loop/fc/MatMul'),
         helper.make_node('Identity', ['go'], ['on'], '/loop/Identity')],
        'body',
        [value('i', TensorProto.INT64, []), value('go', TensorProto.BOOL, []),
         value('x', TensorProto.FLOAT, [64, 64])],
        [value('on', TensorProto.BOOL, []),
         value('z', TensorProto.FLOAT, [64, 64])])
    main = helper.make_graph(
        [helper.make_node('Loop', ['n', '', 'in'], ['out'], '/loop/Loop',
                          body=body)],
        'main', [value('in', TensorProto.FLOAT, [64, 64])],
        [value('out', TensorProto.FLOAT, [64, 64])],
        [helper.make_tensor('n', TensorProto.INT64, [], [3])])
    model = helper.make_model(main, ir_version=8, opset_imports=[
        helper.make_opsetid('', 17)], producer_name='pytorch')
    checker.check_model(model)
    save(model, file)


def fused(file):
    import numpy
    from onnx import TensorProto, checker, helper, numpy_helper, save

    nodes, weights, x = [], [], 'in'
    for i in range(6):
        name = 'layers.%d.conv.weight' % i
        weights.append(numpy_helper.from_array(numpy.ones(
            [16, 16 if i else 3, 3, 3], numpy.float32), name))
        scope = '/layers.%d/' % i
        for op, inputs, more in (('Conv', [x, name], {'pads': [1] * 4}),
                                 ('Relu', [], {})):
            node = scope + op.lower() + '/' + op
            nodes.append(helper.make_node(op, inputs or [x],
                                          [node + '_output_0'], node, **more))
            x = node + '_output_0'
    value = helper.make_tensor_value_info
    model = helper.make_model(helper.make_graph(
        nodes, 'main_graph', [value('in', TensorProto.FLOAT, [1, 3, 32, 32])],
        [value(x, TensorProto.FLOAT, [1, 16, 32, 32])], weights),
        ir_version=8, opset_imports=[helper.make_opsetid('', 17)],
        producer_name='pytorch')
    checker.check_model(model)
    save(model, file)


def own(events):
    """Each node's time without that of those within it on its thread."""
    events.sort(key=lambda e: (e['tid'], e['ts'], -e['dur']))
    out = []
    for i, e in enumerate(events):
        end, time, j = e['ts'] + e['dur'], e['dur'], i + 1
        while (j < len(events) and events[j]['tid'] == e['tid'] and
               events[j]['ts'] < end):
            inner = events[j]
            time -= inner['dur']
            # What is within that one is its own affair.
            stop = inner['ts'] + inner['dur']
            j += 1
            while (j < len(events) and events[j]['tid'] == e['tid'] and
                   events[j]['ts'] < stop):
                j += 1
        out.append((e, max(time, 0)))
    return out


def sums(files):
    times = collections.defaultdict(collections.Counter)
    counted = 0
    for file in files:
        events = json.load(open(file))
        runs = sorted((e for e in events if e['name'] == 'model_run' and
                       e['cat'] == 'Session'), key=lambda e: e['ts'])
        nodes = own([e for e in events if e['cat'] == 'Node' and
                     e['name'].endswith('_kernel_time')])
        for number, r in enumerate(runs):
            if number == 0 and len(runs) > 1:
                continue
            for e, us in nodes:
                if r['ts'] <= e['ts'] <= r['ts'] + r['dur']:
                    name = e['name'][:-len('_kernel_time')]
                    times[name, e['args']['op_name']][counted] += us
            counted += 1
    for (name, op_type), by_run in times.items():
        print(name, op_type, statistics.median_low(
            [by_run[i] for i in range(counted)]))


if __name__ == '__main__':
    command, *arguments = sys.argv[1:]
    if command == 'run':
        run(*arguments)
    elif command == 'loop':
        loop(*arguments)
    elif command == 'fused':
        fused(*arguments)
    else:
        sums(arguments)
