/// Every metric there is, in the order in which it is served and documented.
package enum MetricCatalogue {
    package static let groups = [
        MetricGroup(title: "Node", metrics: nodeMetrics),
        MetricGroup(title: "Configuration", metrics: configurationMetrics),
        MetricGroup(title: "Edge", metrics: edgeMetrics),
        MetricGroup(title: "Child", metrics: childMetrics),
        MetricGroup(title: "Links", metrics: linkMetrics),
        MetricGroup(title: "Dials and handshakes", metrics: dialMetrics),
        MetricGroup(title: "Gossip", metrics: gossipMetrics),
        MetricGroup(title: "Datagrams", metrics: datagramMetrics),
        MetricGroup(title: "Streams", metrics: streamMetrics),
        MetricGroup(title: "Certificates", metrics: certificateMetrics),
        MetricGroup(title: "Process", metrics: processMetrics),
    ]

    package static let all = groups.flatMap { $0.metrics }
}
