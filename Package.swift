// swift-tools-version: 6.2

import PackageDescription

// Every target is compiled alike: Swift 6 language mode, and a warning is an error.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")

// Targets are listed bottom first; a target imports only what stands above it (ARCHITECTURE.md has the rule).
let package = Package(
    name: "subrosa",
    products: [.executable(name: "subrosa", targets: ["subrosa"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CCares", providers: [.apt(["libc-ares-dev"])]),
        .systemLibrary(name: "CProcess"),
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        .target(name: "SubrosaCore", swiftSettings: settings),
        .target(name: "SubrosaWire", dependencies: ["SubrosaCore", nioCore], swiftSettings: settings),
        .target(name: "SubrosaPlumbing", dependencies: ["SubrosaCore", nioCore], swiftSettings: settings),
        .target(name: "SubrosaCanary", dependencies: ["SubrosaCore", nioCore], swiftSettings: settings),
        .target(
            name: "SubrosaNames", dependencies: ["SubrosaCore", "CCares", nioCore], swiftSettings: settings,
            // The archive, as with libyaml below.
            linkerSettings: [.linkedLibrary(":libcares.a")]),
        .target(
            name: "SubrosaConfig", dependencies: ["SubrosaCore", "CYAML"], swiftSettings: settings,
            // The archive, not the shared object: one binary that needs nothing but the C and C++ libraries.
            linkerSettings: [.linkedLibrary(":libyaml.a")]),
        .target(
            name: "SubrosaIdentity", dependencies: ["SubrosaCore", x509, asn1, crypto, cryptoExtras],
            swiftSettings: settings),
        .target(
            name: "SubrosaPKI", dependencies: ["SubrosaCore", "SubrosaIdentity", x509, asn1, crypto],
            swiftSettings: settings),
        .target(name: "SubrosaMetrics", dependencies: ["SubrosaCore"], swiftSettings: settings),
        .target(
            name: "SubrosaAdmin",
            dependencies: [
                "SubrosaCore", "SubrosaMetrics", "SubrosaPlumbing", "SubrosaConfig", "SubrosaIdentity", "CCrypt",
                nioCore,
                nioPosix, nioHTTP1, nioSSL, crypto, logging,
            ],
            swiftSettings: settings,
            linkerSettings: [.linkedLibrary(":libcrypt.a")]),
        .target(
            name: "SubrosaLocal",
            dependencies: ["SubrosaCore", "SubrosaPlumbing", "SubrosaNames", nioCore, nioPosix, logging],
            swiftSettings: settings),
        .target(
            name: "SubrosaFraming", dependencies: ["SubrosaCore", "SubrosaWire", "SubrosaPlumbing", nioCore],
            swiftSettings: settings),
        .target(
            name: "SubrosaSplit",
            dependencies: [
                "SubrosaCore", "SubrosaPlumbing", "SubrosaWire", "SubrosaFraming", nioCore, nioPosix, logging,
            ],
            swiftSettings: settings),
        .target(
            name: "SubrosaSealed", dependencies: ["SubrosaCore", "SubrosaWire", nioCore, crypto],
            swiftSettings: settings),
        .target(
            name: "SubrosaTransport",
            dependencies: [
                "SubrosaSealed",
                "SubrosaCore", "SubrosaPlumbing", "SubrosaNames", "SubrosaWire", "SubrosaFraming", "SubrosaIdentity",
                nioCore, nioPosix, nioTLS, nioSSL, logging,
            ],
            swiftSettings: settings),
        .target(
            name: "SubrosaNode",
            dependencies: [
                "SubrosaCore", "SubrosaPlumbing", "SubrosaNames", "SubrosaCanary", "SubrosaConfig", "SubrosaIdentity",
                "SubrosaLocal", "SubrosaSealed", "SubrosaSplit", "SubrosaTransport",
                nioCore, nioPosix, logging, x509,
            ],
            swiftSettings: settings),
        .target(
            name: "SubrosaDoctor",
            dependencies: [
                "SubrosaCore", "SubrosaPlumbing", "SubrosaNames", "SubrosaConfig", "SubrosaIdentity", "SubrosaLocal",
                "SubrosaTransport", "SubrosaNode", "SubrosaAdmin", nioCore, nioPosix,
            ],
            swiftSettings: settings),
        .target(
            name: "SubrosaEdge",
            dependencies: [
                "SubrosaCore", "SubrosaPlumbing", "SubrosaNames", "SubrosaLocal", "SubrosaSplit", nioCore, nioPosix,
                logging,
            ],
            swiftSettings: settings),
        .target(
            name: "SubrosaChild", dependencies: ["SubrosaCore", "SubrosaIdentity", "CProcess", subprocess, logging],
            swiftSettings: settings),
        .target(
            name: "SubrosaCLI",
            dependencies: [
                "SubrosaCore", "SubrosaConfig", "SubrosaIdentity", "SubrosaPKI", "SubrosaAdmin", "SubrosaNode",
                "SubrosaDoctor", "SubrosaChild", "SubrosaEdge", "SubrosaSplit", logging, nioCore, x509, argumentParser,
            ],
            swiftSettings: settings),
        .executableTarget(name: "subrosa", dependencies: ["SubrosaCLI"], swiftSettings: settings),

        // The traffic generator and sink of `make bench` and the acceptance suite; not shipped.
        .executableTarget(name: "gossip-load", path: "Bench/gossip-load", swiftSettings: settings),

        // What scripts/datagram-cost.sh counts; not shipped.
        .executableTarget(
            name: "datagram-cost", dependencies: ["SubrosaCore", "SubrosaWire", "SubrosaSealed", nioCore],
            path: "Bench/datagram-cost", swiftSettings: settings),

        .target(
            name: "SubrosaTestKit",
            dependencies: [
                "SubrosaCore", "SubrosaIdentity", "SubrosaPKI", nioCore, nioPosix, nioSSL, logging, x509, asn1, crypto,
                cryptoExtras,
            ],
            path: "Tests/SubrosaTestKit", swiftSettings: settings),
        .testTarget(
            name: "SubrosaCoreTests", dependencies: ["SubrosaCore", "SubrosaTestKit"], swiftSettings: settings),
        .testTarget(
            name: "SubrosaPlumbingTests",
            dependencies: ["SubrosaPlumbing", "SubrosaCore", "SubrosaTestKit", nioCore, nioEmbedded],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaNamesTests", dependencies: ["SubrosaNames", "SubrosaCore", "SubrosaTestKit", nioCore],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaCanaryTests", dependencies: ["SubrosaCanary", "SubrosaCore", "SubrosaTestKit", nioCore],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaWireTests", dependencies: ["SubrosaWire", "SubrosaCore", nioEmbedded],
            exclude: ["Vectors"], swiftSettings: settings),
        .testTarget(
            name: "SubrosaConfigTests", dependencies: ["SubrosaCore", "SubrosaConfig"], exclude: ["Bad", "Good"],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaIdentityTests",
            dependencies: ["SubrosaCore", "SubrosaIdentity", "SubrosaTestKit", x509, asn1, crypto],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaPKITests",
            dependencies: ["SubrosaCore", "SubrosaIdentity", "SubrosaPKI", "SubrosaTestKit", x509, crypto],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaMetricsTests", dependencies: ["SubrosaMetrics", "SubrosaCore", "SubrosaTestKit"],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaAdminTests",
            dependencies: [
                "SubrosaAdmin", "SubrosaMetrics", "SubrosaConfig", "SubrosaCore", "SubrosaTestKit", nioCore, nioSSL,
                logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaLocalTests",
            dependencies: [
                "SubrosaCore", "SubrosaLocal", "SubrosaPlumbing", "SubrosaNames", "SubrosaTestKit", nioCore, nioPosix,
                nioEmbedded, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaFramingTests",
            dependencies: ["SubrosaFraming", "SubrosaCore", "SubrosaPlumbing", "SubrosaWire", nioCore, nioEmbedded],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaSplitTests",
            dependencies: [
                "SubrosaCore", "SubrosaFraming", "SubrosaPlumbing", "SubrosaSplit", "SubrosaTestKit", "SubrosaWire",
                nioCore, nioPosix, nioEmbedded, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaEdgeTests", dependencies: ["SubrosaCore", "SubrosaEdge", "SubrosaSplit"],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaSealedTests",
            dependencies: ["SubrosaSealed", "SubrosaWire", "SubrosaCore", "SubrosaTestKit", nioCore],
            exclude: ["Vectors"], swiftSettings: settings),
        .testTarget(
            name: "SubrosaTransportTests",
            dependencies: [
                "SubrosaCore", "SubrosaTransport", "SubrosaSealed", "SubrosaWire", "SubrosaFraming", "SubrosaIdentity",
                "SubrosaPlumbing", "SubrosaNames", "SubrosaTestKit", nioCore, nioPosix, nioSSL, nioEmbedded, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaNodeTests",
            dependencies: [
                "SubrosaConfig", "SubrosaCore", "SubrosaEdge", "SubrosaIdentity", "SubrosaLocal", "SubrosaNode",
                "SubrosaSplit", "SubrosaTestKit", nioCore, nioPosix, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaDoctorTests",
            dependencies: [
                "SubrosaDoctor", "SubrosaCore", "SubrosaConfig", "SubrosaIdentity", "SubrosaLocal", "SubrosaTransport",
                "SubrosaNames", "SubrosaAdmin", "SubrosaTestKit", nioCore, nioPosix, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaChildTests", dependencies: ["SubrosaChild", "SubrosaCore", "SubrosaTestKit"],
            swiftSettings: settings),
        .testTarget(
            name: "SubrosaCLITests",
            dependencies: [
                "subrosa", "SubrosaCLI", "SubrosaAdmin", "SubrosaDoctor", "SubrosaConfig", "SubrosaCore",
                "SubrosaTestKit", nioCore, logging, argumentParser,
            ],
            swiftSettings: settings),
    ]
)
