package report

import "slices"

// The sections of HL7's table 0074 (Diagnostic service section ID) by what they report on.
// What is in neither list (therapies, nursing, physicians' notes) says nothing of it.
var (
	imagingSections    = []string{"CT", "CTH", "CUS", "EC", "EN", "IMG", "NMR", "NMS", "OUS", "RAD", "RUS", "RX", "VUS", "XRC"}
	laboratorySections = []string{"BG", "BLB", "CG", "CH", "CP", "GE", "HM", "IMM", "LAB", "MB", "MCB", "MYC", "OSL", "PAR", "PAT", "SP", "SR", "TX", "URN", "VR"}
)

// Imaging reports whether the report is on images or curves (of radiology, ultrasound,
// endoscopy, an ECG) and not on a specimen. The section tells it; the profiles of IHE for
// radiology have the modality there (OBR-24). Where none is stated, images do, or words on
// a part of the body or an examination without a specimen.
func (r *Report) Imaging() bool {
	switch {
	case slices.Contains(imagingSections, r.Section):
		return true
	case slices.Contains(laboratorySections, r.Section):
		return false
	case len(r.Studies) > 0 || Modality(r.Section) != "" && r.Section != "PT": // physical therapy in table 0074
		return true
	}
	return r.Section == "" && len(r.Specimens) == 0 && (r.Findings != "" || r.Conclusion != "" || !r.Site.IsZero())
}

// modalities are the codes of DICOM's context group 29, Acquisition Modality (PS3.16),
// with their meanings.
var modalities = map[string]string{
	"AR": "Autorefraction", "BDUS": "Ultrasound Bone Densitometry", "BI": "Biomagnetic Imaging", "BMD": "Bone Mineral Densitometry", "CFM": "Confocal Microscopy",
	"CR": "Computed Radiography", "CT": "Computed Tomography", "DG": "Diaphanography", "DMS": "Dermoscopy", "DX": "Digital Radiography", "ECG": "Electrocardiography",
	"EEG": "Electroencephalography", "EMG": "Electromyography", "EOG": "Electrooculography", "EPS": "Cardiac Electrophysiology", "ES": "Endoscopy", "GM": "General Microscopy",
	"HD": "Hemodynamic Waveform", "IO": "Intra-oral Radiography", "IVOCT": "Intravascular Optical Coherence Tomography", "IVUS": "Intravascular Ultrasound", "KER": "Keratometry",
	"LEN": "Lensometry", "LS": "Laser Scan", "MG": "Mammography", "MR": "Magnetic Resonance", "NM": "Nuclear Medicine", "OAM": "Ophthalmic Axial Measurements",
	"OCT": "Optical Coherence Tomography", "OP": "Ophthalmic Photography", "OPM": "Ophthalmic Mapping", "OPT": "Ophthalmic Tomography",
	"OPTBSV": "Ophthalmic Tomography B-scan Volume Analysis", "OPTENF": "Ophthalmic Tomography En Face", "OPV": "Ophthalmic Visual Field", "OSS": "Optical Surface Scanner",
	"PA": "Photoacoustic", "POS": "Position Sensor", "PT": "Positron emission tomography", "PX": "Panoramic X-Ray", "RESP": "Respiratory Waveform", "RF": "Radiofluoroscopy",
	"RG": "Radiographic imaging", "RTIMAGE": "RT Image", "SM": "Slide Microscopy", "SRF": "Subjective Refraction", "TG": "Thermography", "US": "Ultrasound", "VA": "Visual Acuity",
	"XA": "X-Ray Angiography", "XC": "External-camera Photography",
}

// Modality returns the meaning of a code of DICOM for how images are made, "" for what is
// none.
func Modality(code string) string { return modalities[code] }
