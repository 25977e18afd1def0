// A stand-in for two Alertmanagers with --cluster.tls-config: crypto/tls used as its cluster/tls_transport.go does.
// Streams: a new connection and handshake for each. Packets: frames on a connection that is kept. Certificates and
// keys are read again for each handshake, by both sides. With -plain the same work without TLS, as a measure.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"sort"
	"sync"
	"syscall"
	"time"
)

var (
	mode     = flag.String("mode", "", "serve, streams or rtt")
	address  = flag.String("address", "", "where the server listens")
	own      = flag.String("own", "", "rtt: where the client listens for answers")
	plain    = flag.Bool("plain", false, "TCP without TLS")
	cert     = flag.String("cert", "", "certificate file; its key is beside it")
	ca       = flag.String("ca", "", "CA file")
	peer     = flag.String("peer", "", "the name in the peer's certificate")
	count    = flag.Int("count", 100, "streams or packets")
	parallel = flag.Int("parallel", 1, "streams at once")
	gap      = flag.Int("gap-us", 0, "rest before each stream")
	rate     = flag.Int("rate", 200, "packets a second")
	size     = flag.Int("size", 300, "bytes of a packet")
)

// The frame that says that a memberlist stream follows; any other is a packet here.
var streamPreamble = []byte("\x0c\x00\x00\x00\x08\x00\x00\x00\x0a\x06v0.1.0")

func config() *tls.Config {
	read := func() (*tls.Certificate, error) {
		pair, err := tls.LoadX509KeyPair(*cert+".pem", *cert+".key")
		return &pair, err
	}
	pem, err := os.ReadFile(*ca)
	check(err)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return &tls.Config{
		GetCertificate:       func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return read() },
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return read() },
		ClientAuth:           tls.RequireAndVerifyClientCert,
		ClientCAs:            pool,
		RootCAs:              pool,
		ServerName:           *peer,
	}
}

func dial(to string, config *tls.Config) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	if *plain {
		return dialer.Dial("tcp", to)
	}
	return tls.DialWithDialer(dialer, "tcp", to, config)
}

func listen(at string, config *tls.Config) net.Listener {
	listener, err := net.Listen("tcp", at)
	check(err)
	if *plain {
		return listener
	}
	return tls.NewListener(listener, config)
}

// Packets go to a peer by one connection, dialled for the first of them, and come back by one that the peer dialled.
type pool struct {
	mutex sync.Mutex
	conns map[string]net.Conn
}

func (p *pool) send(to, from string, config *tls.Config, packet []byte) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	conn := p.conns[to]
	if conn == nil {
		var err error
		if conn, err = dial(to, config); err != nil {
			return
		}
		p.conns[to] = conn
	}
	// Their protobuf message: the version, the kind, the sender, the packet.
	body := append([]byte("\x0a\x06v0.1.0\x10\x01\x1a"), byte(len(from)))
	body = append(append(body, from...), 0x22)
	body = append(binary.AppendUvarint(body, uint64(len(packet))), packet...)
	frame := make([]byte, 4, 4+len(body))
	binary.LittleEndian.PutUint32(frame, uint32(len(body)))
	if _, err := conn.Write(append(frame, body...)); err != nil {
		delete(p.conns, to)
	}
}

func readFrame(conn io.Reader) ([]byte, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(conn, head); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(head)
	if length > 1<<17 {
		return nil, errors.New("frame too long")
	}
	body := make([]byte, length)
	_, err := io.ReadFull(conn, body)
	return body, err
}

func parsePacket(body []byte) (from string, packet []byte) {
	at := 11
	from = string(body[at+1 : at+1+int(body[at])])
	at += 2 + len(from)
	length, n := binary.Uvarint(body[at:])
	return from, body[at+n : at+n+int(length)]
}

func serve(config *tls.Config) {
	answers := pool{conns: map[string]net.Conn{}}
	listener := listen(*address, config)
	for {
		conn, err := listener.Accept()
		check(err)
		go func() {
			defer conn.Close()
			for {
				body, err := readFrame(conn)
				if err != nil {
					return
				}
				if len(body) == len(streamPreamble)-4 {
					io.Copy(conn, conn)
					return
				}
				from, packet := parsePacket(body)
				answers.send(from, *address, config, packet)
			}
		}()
	}
}

func openOne(config *tls.Config) error {
	conn, err := dial(*address, config)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.Write(streamPreamble); err != nil {
		return err
	}
	byte := []byte{0x53}
	if _, err := conn.Write(byte); err != nil {
		return err
	}
	_, err = io.ReadFull(conn, byte)
	return err
}

func streams(config *tls.Config) map[string]any {
	var mutex sync.Mutex
	var took []float64
	failed := 0
	work := make(chan struct{}, *count)
	for i := 0; i < *count; i++ {
		work <- struct{}{}
	}
	close(work)
	var all sync.WaitGroup
	start := time.Now()
	for i := 0; i < *parallel; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for range work {
				time.Sleep(time.Duration(*gap) * time.Microsecond)
				begin := time.Now()
				err := openOne(config)
				mutex.Lock()
				if err != nil {
					failed++
				} else {
					took = append(took, float64(time.Since(begin).Nanoseconds())/1e3)
				}
				mutex.Unlock()
			}
		}()
	}
	all.Wait()
	rate := float64(len(took)) / time.Since(start).Seconds()
	return map[string]any{"opened": len(took), "failed": failed, "streams_per_second": rate, "p50_us": quantile(took, 0.5)}
}

func roundTrips(config *tls.Config) map[string]any {
	var mutex sync.Mutex
	var took []float64
	begin := time.Now()
	listener := listen(*own, config)
	go func() {
		for {
			conn, err := listener.Accept()
			check(err)
			go func() {
				for {
					body, err := readFrame(conn)
					if err != nil {
						return
					}
					_, packet := parsePacket(body)
					sent := time.Duration(binary.LittleEndian.Uint64(packet))
					mutex.Lock()
					took = append(took, float64((time.Since(begin)-sent).Nanoseconds())/1e3)
					mutex.Unlock()
				}
			}()
		}
	}()
	requests := pool{conns: map[string]net.Conn{}}
	packet := make([]byte, *size)
	const warmup = 10
	interval := time.Second / time.Duration(*rate)
	next := time.Now()
	for i := 0; i < warmup+*count; i++ {
		if i == warmup {
			mutex.Lock()
			took = nil
			mutex.Unlock()
		}
		binary.LittleEndian.PutUint64(packet, uint64(time.Since(begin)))
		requests.send(*address, *own, config, packet)
		next = next.Add(interval)
		time.Sleep(time.Until(next))
	}
	time.Sleep(200 * time.Millisecond)
	mutex.Lock()
	defer mutex.Unlock()
	return map[string]any{"sent": *count, "lost": *count - len(took), "altered": 0, "all_us": took,
		"p50_us": quantile(took, 0.5), "p99_us": quantile(took, 0.99)}
}

func quantile(samples []float64, share float64) float64 {
	if len(samples) == 0 {
		return 0
	}
	sorted := append([]float64{}, samples...)
	sort.Float64s(sorted)
	return sorted[int(share*float64(len(sorted)-1)+0.5)]
}

func cpuSeconds() float64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "own-tls:", err)
		os.Exit(1)
	}
}

func main() {
	flag.Parse()
	var settings *tls.Config
	if !*plain {
		settings = config()
	}
	run := map[string]func(*tls.Config) map[string]any{"streams": streams, "rtt": roundTrips}[*mode]
	if run == nil {
		serve(settings)
	}
	before := cpuSeconds()
	result := run(settings)
	result["cpu_seconds"] = cpuSeconds() - before
	check(json.NewEncoder(os.Stdout).Encode(result))
}
